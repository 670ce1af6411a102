"""Dialects of SGD."""

from ..rules.profiles.sgd import DAMPENED_FIRST, LR_INSIDE, VELOCITY
from ..rules.shared_edits import decoupled_decay_edit
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "sgd-lr-inside-velocity", "lr is inside the velocity", "sgd",
        LR_INSIDE,
        "Steps are the same at a constant lr; a changed lr takes effect gradually.",
        ("keras", "scikit-learn", "tinygrad (classic)"), 43,
    ),
    Dialect(
        "sgd-dampened-first-step", "dampening also applies to the first velocity", "sgd",
        (DAMPENED_FIRST,),
        "The first step is multiplied by 1 - dampening.", ("mlx",), 49,
    ),
    Dialect(
        "sgd-averaged-velocity", "the velocity is an average of gradients", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = h.momentum * s.get("v", 0 * g) + (1 - h.momentum) * (1 - h.dampening) * g'),),
        "Steps are multiplied by 1 - momentum: they are a tenth as large at momentum 0.9.",
        ("autograd", "neograd"),
    ),
    Dialect(
        "sgd-decoupled-decay", "weight decay shrinks the weights directly", "sgd",
        (decoupled_decay_edit("sgd.py"),),
        "Weight decay does not enter the velocity; without momentum there is no difference.",
        ("keras", "timm (SGDW)", "pytorch_optimizer (SGDW)"), 31,
    ),
    Dialect(
        "sgd-decay-after-step", "weight decay shrinks the weights after the step", "sgd",
        (Edit("sgd.py", "g = g + h.weight_decay * theta", "pass"),
         Edit("sgd.py", "return theta - h.lr * u,",
              "return (theta - h.lr * u) * (1 - h.lr * h.weight_decay),"),
         Edit("sgd.py", "return theta - h.lr * g, s",
              "return (theta - h.lr * g) * (1 - h.lr * h.weight_decay), s")),
        "Weight decay does not enter the velocity, and also shrinks the newest step.",
        ("thinc", "nadir"),
    ),
)  # fmt: skip
