"""Conventions under the name of SGD."""

from ..edits import SGD_DAMPENED_FIRST, SGD_LR_INSIDE, VELOCITY, decoupled
from ..planting import Edit
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
        "sgd-averaged-velocity", "the velocity is an average of gradients", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = h.momentum * s.get("v", 0 * g) + (1 - h.momentum) * (1 - h.dampening) * g'),),
        "Steps are 1 - momentum times as long, a tenth at 0.9.", ("autograd", "neograd"),
    ),
    Dialect(
        "sgd-decoupled-decay", "decay shrinks the parameters", "sgd",
        (decoupled("sgd.py"),),
        "Decay does not go through the velocity; without momentum the two are the same.",
        ("keras", "timm (SGDW)", "pytorch_optimizer (SGDW)"), 31,
    ),
    Dialect(
        "sgd-decay-after-step", "decay shrinks the parameters after the step", "sgd",
        (Edit("sgd.py", "g = g + h.weight_decay * theta", "pass"),
         Edit("sgd.py", "return theta - h.lr * u,",
              "return (theta - h.lr * u) * (1 - h.lr * h.weight_decay),"),
         Edit("sgd.py", "return theta - h.lr * g, s",
              "return (theta - h.lr * g) * (1 - h.lr * h.weight_decay), s")),
        "Decay does not go through the velocity, and takes its part of the newest step too.",
        ("thinc", "nadir"),
    ),
)  # fmt: skip
