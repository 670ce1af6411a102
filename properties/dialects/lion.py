"""Conventions under the name of Lion."""

from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "lion-decay-after-step", "decay comes after the step", "lion",
        (Edit("lion.py", " + h.weight_decay * theta", ""),
         Edit("lion.py", "return theta - h.lr * u,",
              "return (theta - h.lr * u) * (1 - h.lr * h.weight_decay),")),
        "The newest step is shrunk too.", ("nadir",),
    ),
)  # fmt: skip
