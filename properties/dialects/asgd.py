"""Dialects of ASGD."""

from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "asgd-rate-at-once", "a changed lr takes effect at the next step", "asgd",
        (
            Edit(
                "asgd.py",
                'eta = s.get("eta", h.lr)',
                "eta = h.lr / (1 + h.lambd * h.lr * (t - 1)) ** h.alpha",
            ),
            Edit("asgd.py", '"eta": h.lr / (1 + h.lambd * h.lr * t) ** h.alpha', '"eta": eta'),
        ),
        "torch stores the learning rate of the next step, so that a changed lr takes effect one "
        "step later; the paper does not.",
        ("Bottou's svmasgd",),
    ),
)  # fmt: skip
