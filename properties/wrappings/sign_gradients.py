"""Gradients that are replaced by their signs."""

from __future__ import annotations

import numpy as np

from ..rules.wrapping import Wrapping
from ..scenarios.translated import Gradient, Translated
from .base import WrappingKind
from .values import parse_nothing


def _translate(defaults: object, given: Translated) -> Translated:
    return given.with_gradients(
        lambda gradients: [Gradient(np.sign(g.values), g.errors * 0.0, g.dtype) for g in gradients]
    )


def _parse(text: str) -> Wrapping:
    parse_nothing(text, "sign-gradients")
    return Wrapping(
        "sign-gradients",
        "the step gets the signs of the gradients",
        "The size of a gradient has no effect.",
        _translate,
        is_usual=False,
    )


KIND = WrappingKind(
    "sign-gradients", "sign-gradients", "the step gets the signs of the gradients", _parse, ("",)
)
