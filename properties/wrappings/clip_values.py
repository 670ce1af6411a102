"""Gradients whose elements are clipped."""

from __future__ import annotations

import numpy as np

from ..rules.wrapping import Wrapping
from ..scenarios.translated import Gradient
from .base import WrappingKind
from .values import parse_positive


def _parse(text: str) -> Wrapping:
    bound = parse_positive(text, "clip-values=1.0")

    def clip(g: Gradient) -> Gradient:
        values = np.clip(g.values, -bound, bound)
        # The bound may be rounded to the precision of the gradient.
        return Gradient(values, g.errors + (values != g.values) * bound, g.dtype)

    return Wrapping(
        f"clip-values={text}",
        f"every gradient element is clipped to ±{bound:g}",
        "Large elements have less weight than the others.",
        lambda defaults, given: given.with_gradients(lambda all_: [clip(g) for g in all_]),
        libraries=("keras", "optax", "torch (clip_grad_value_)"),
    )


KIND = WrappingKind(
    "clip-values", "clip-values=BOUND", "every gradient element is clipped to ±BOUND", _parse,
    ("1", "0.5", "5", "10", "0.1", "0.01", "2", "0.25", "100"),
)  # fmt: skip
