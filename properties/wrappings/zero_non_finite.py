"""Gradient elements that are not finite, and count as zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..rules.wrapping import Wrapping
from ..scenarios.model import Floats
from ..scenarios.translated import Gradient, Translated
from .base import WrappingKind
from .skip_non_finite import bad_scenarios
from .values import InvalidValue


def _is_finite(values: Floats) -> NDArray[np.bool_]:
    return np.isfinite(values)


def _is_number(values: Floats) -> NDArray[np.bool_]:
    return ~np.isnan(values)


TESTS = {"": _is_finite, "nan": _is_number}


def _parse(text: str) -> Wrapping:
    if text not in TESTS:
        raise InvalidValue(
            f"{text!r} is not a kind of number. Write zero-non-finite, or zero-non-finite=nan "
            "where only NaN counts as zero."
        )
    good = TESTS[text]

    def replace(g: Gradient) -> Gradient:
        kept = good(g.values)
        return Gradient(np.where(kept, g.values, 0.0), np.where(kept, g.errors, 0.0), g.dtype)

    def translate(defaults: object, given: Translated) -> Translated:
        return given.with_gradients(lambda gradients: [replace(g) for g in gradients])

    what = "NaN" if text else "not finite"
    return Wrapping(
        f"zero-non-finite={text}".rstrip("="),
        f"a gradient element that is {what} counts as zero",
        "The moments decay and the step is counted; with momentum the element still moves.",
        translate,
        bad_scenarios,
        defines_non_finite=True,
        libraries=("optax (zero_nans)",),
    )


KIND = WrappingKind(
    "zero-non-finite", "zero-non-finite[=nan]",
    "a gradient element that is not finite, or NaN, counts as zero", _parse, ("", "nan"),
)  # fmt: skip
