"""Conventions under the name of ASGD."""

from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "asgd-rate-at-once", "a changed learning rate counts at once", "asgd",
        (
            Edit(
                "asgd.py",
                'eta = s.get("eta", h.lr)',
                "eta = h.lr / (1 + h.lambd * h.lr * (t - 1)) ** h.alpha",
            ),
            Edit("asgd.py", '"eta": h.lr / (1 + h.lambd * h.lr * t) ** h.alpha', '"eta": eta'),
        ),
        "The schedule as its paper writes it; torch keeps the next step's size, so that a changed "
        "learning rate counts one step late.",
        ("Bottou's svmasgd",),
    ),
)  # fmt: skip
