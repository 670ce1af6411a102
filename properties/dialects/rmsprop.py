"""Conventions under the name of RMSprop."""

from ..edits import RMSPROP_EPS_INSIDE, decoupled
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "rmsprop-eps-root", "eps inside the square root", "rmsprop",
        (RMSPROP_EPS_INSIDE,),
        "eps has the units of a squared gradient, and limits steps from gradients below its root.",
        ("keras", "tensorflow", "optax", "tfjs", "paddle", "timm"), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "rmsprop-lr-inside-buffer", "lr inside the momentum's buffer", "rmsprop",
        (Edit("rmsprop.py", "move = g /", "move = h.lr * g /"),
         Edit("rmsprop.py", "return theta - h.lr * move", "return theta - move")),
        "The same at a constant learning rate; a change of lr takes effect only slowly.",
        ("keras", "tensorflow", "optax", "paddle", "timm (lr_in_momentum=True)"), 43,
    ),
    Dialect(
        "rmsprop-starts-at-one", "the mean square starts at one", "rmsprop",
        (Edit("rmsprop.py", 'average(s["v"], g * g', 'average(s["v"] if t > 1 else 1.0, g * g'),),
        "First steps are smaller where gradients are, as if a gradient of one came before.",
        ("tensorflow", "timm"),
        lacks=frozenset({"scalable"}),
    ),
    Dialect(
        "rmsprop-decoupled-decay", "decay shrinks the parameters", "rmsprop",
        (decoupled("rmsprop.py"),),
        "Decay is not divided by the root mean square.", ("keras",), 31,
        powers={"weight_decay": 0},
    ),
)  # fmt: skip
