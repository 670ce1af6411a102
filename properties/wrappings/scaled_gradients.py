"""Gradients that are multiplied by a constant."""

from __future__ import annotations

import numpy as np

from ..rules.wrapping import Wrapping
from ..scenarios.translated import Gradient, Translated
from .base import WrappingKind
from .values import parse_positive

ROUNDINGS = 3


def _parse(text: str) -> Wrapping:
    factor = parse_positive(text, "scaled-gradients=0.5")

    def scale(g: Gradient) -> Gradient:
        values = factor * g.values
        return Gradient(values, factor * g.errors + ROUNDINGS * np.abs(values), g.dtype)

    def translate(defaults: object, given: Translated) -> Translated:
        return given.with_gradients(lambda gradients: [scale(g) for g in gradients])

    return Wrapping(
        f"scaled-gradients={text}",
        f"every gradient is multiplied by {factor:g} before the step",
        "A rule that divides by the size of the gradients takes the same steps, except for eps and "
        "weight decay.",
        translate,
        is_usual=False,
    )


KIND = WrappingKind(
    "scaled-gradients", "scaled-gradients=FACTOR", "every gradient is multiplied by FACTOR",
    _parse, ("0.5", "2", "0.1", "10", "0.01", "100"),
)  # fmt: skip
