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


def _is_bounded(values: Floats) -> NDArray[np.bool_]:
    return ~np.isinf(values)


# For each value, the test of the elements that are kept, and the words for the others.
TESTS = {
    "": (_is_finite, "not finite"),
    "nan": (_is_number, "NaN"),
    "inf": (_is_bounded, "infinite"),
}


def _parse(text: str) -> Wrapping:
    if text not in TESTS:
        raise InvalidValue(
            f"{text!r} is not a kind of number. Write zero-non-finite, or zero-non-finite=nan or "
            "zero-non-finite=inf where only NaN or infinities count as zero."
        )
    good, what = TESTS[text]

    def replace(g: Gradient) -> Gradient:
        kept = good(g.values)
        return Gradient(np.where(kept, g.values, 0.0), np.where(kept, g.errors, 0.0), g.dtype)

    def translate(defaults: object, given: Translated) -> Translated:
        return given.with_gradients(lambda gradients: [replace(g) for g in gradients])

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
    "zero-non-finite", "zero-non-finite[=nan|inf]",
    "a gradient element that is not finite, NaN or infinite counts as zero", _parse,
    ("", "nan", "inf"),
)  # fmt: skip
