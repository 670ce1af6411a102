"""Conventions under the name of SGD."""

from ..planting import Edit
from .base import Dialect

VELOCITY = 'v = h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g'

DIALECTS = (
    Dialect(
        "sgd-lr-inside-velocity", "lr inside the velocity", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = h.momentum * s["v"] + h.lr * (1 - h.dampening) * g if "v" in s else h.lr * g'),
         Edit("sgd.py", "return theta - h.lr * u, {", "return theta - u, {"),
         Edit("sgd.py", "u = g + h.momentum * v", "u = h.lr * g + h.momentum * v")),
        "The same at a constant learning rate; a change of lr takes effect only slowly.",
        ("keras", "scikit-learn", "tinygrad (classic)"), 43,
    ),
    Dialect(
        "sgd-dampened-first-step", "dampening applies to the first velocity too", "sgd",
        (Edit("sgd.py", VELOCITY, 'v = h.momentum * s.get("v", 0 * g) + (1 - h.dampening) * g'),),
        "The first step is 1 - dampening times as large.", ("mlx",), 49,
    ),
)  # fmt: skip
