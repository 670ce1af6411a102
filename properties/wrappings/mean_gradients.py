"""Gradients that are divided by their number of elements."""

from __future__ import annotations

import numpy as np

from ..rules.wrapping import Wrapping
from ..scenarios.translated import Gradient, Translated
from .base import WrappingKind
from .values import parse_nothing

ROUNDINGS = 3


def _divide(g: Gradient) -> Gradient:
    count = max(1, g.values.size)
    values = g.values / count
    return Gradient(values, g.errors / count + ROUNDINGS * np.abs(values), g.dtype)


def _translate(defaults: object, given: Translated) -> Translated:
    return given.with_gradients(lambda gradients: [_divide(g) for g in gradients])


def _parse(text: str) -> Wrapping:
    parse_nothing(text, "mean-gradients")
    return Wrapping(
        "mean-gradients",
        "every gradient is divided by its number of elements before the step",
        "The step of an element depends on the size of its parameter.",
        _translate,
        is_usual=False,
    )


KIND = WrappingKind(
    "mean-gradients", "mean-gradients", "every gradient is divided by its number of elements",
    _parse, ("",),
)  # fmt: skip
