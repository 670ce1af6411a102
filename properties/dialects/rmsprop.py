"""Dialects of RMSprop."""

from ..rules.profiles.rmsprop import EPS_INSIDE
from ..rules.shared_edits import decoupled_decay_edit
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "rmsprop-eps-root", "eps is added inside the square root", "rmsprop",
        (EPS_INSIDE,),
        "eps has the units of a squared gradient, and limits steps where gradients are below its "
        "root.",
        ("keras", "tensorflow", "optax", "tfjs", "paddle", "timm"), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "rmsprop-lr-inside-buffer", "lr is inside the momentum buffer", "rmsprop",
        (Edit("rmsprop.py", "move = g /", "move = h.lr * g /"),
         Edit("rmsprop.py", "return theta - h.lr * move", "return theta - move")),
        "Steps are the same at a constant lr; a changed lr takes effect gradually.",
        ("keras", "tensorflow", "optax", "paddle", "timm (lr_in_momentum=True)"), 43,
    ),
    Dialect(
        "rmsprop-starts-at-one", "the mean square starts at 1", "rmsprop",
        (Edit("rmsprop.py", 'average(s["v"], g * g', 'average(s["v"] if t > 1 else 1.0, g * g'),),
        "The first steps are smaller, as if a gradient of 1 had come before: 10 times smaller for "
        "gradients of 1.",
        ("tensorflow", "timm"),
        unsupported=frozenset({"scalable"}),
    ),
    Dialect(
        "rmsprop-decoupled-decay", "weight decay shrinks the weights directly", "rmsprop",
        (decoupled_decay_edit("rmsprop.py"),),
        "Weight decay is not divided by the root mean square.", ("keras",), 31,
        powers={"weight_decay": 0},
    ),
)  # fmt: skip
