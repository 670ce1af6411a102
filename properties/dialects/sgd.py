"""Conventions under the name of SGD."""

from ..edits import SGD_DAMPENED_FIRST, SGD_LR_INSIDE, decoupled
from .base import Dialect

DIALECTS = (
    Dialect(
        "sgd-lr-inside-velocity", "lr inside the velocity", "sgd",
        SGD_LR_INSIDE,
        "The same at a constant learning rate; a change of lr takes effect only slowly.",
        ("keras", "scikit-learn", "tinygrad (classic)"), 43,
    ),
    Dialect(
        "sgd-dampened-first-step", "dampening applies to the first velocity too", "sgd",
        (SGD_DAMPENED_FIRST,),
        "The first step is 1 - dampening times as large.", ("mlx",), 49,
    ),
    Dialect(
        "sgd-decoupled-decay", "decay shrinks the parameters", "sgd",
        (decoupled("sgd.py"),),
        "Decay does not go through the velocity; without momentum the two are the same.",
        ("keras",), 31,
    ),
)  # fmt: skip
