"""Gradient elements that are not finite, and become numbers: NaN a given one, infinities large."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.model import Array, Scenario, Start, Step, encode_array
from ..scenarios.translated import Gradient, Translated
from .base import WrappingKind
from .values import InvalidValue

LARGEST_BFLOAT16 = (2 - 2**-7) * 2.0**127


def _largest(dtype: str) -> float:
    """Return the largest number of a precision."""
    return LARGEST_BFLOAT16 if dtype == "bfloat16" else float(np.finfo(dtype).max)


def _scenarios(name: str, defaults: Defaults) -> Iterator[Scenario]:
    """Yield steps of which the first, or one in the middle, has an element that is not finite."""
    for bad in ("nan", "inf", "-inf"):
        for at in (0, 1):
            gradients = [encode_array(np.array([0.5, -0.25])) for _ in range(4)]
            gradients[at] = Array((2,), ((1.0).hex(), bad))
            yield Scenario(
                name, "float64", (Start(encode_array([1.0, -1.0])),), ({},),
                tuple(Step((g,)) for g in gradients),
            )  # fmt: skip


def _parse(text: str) -> Wrapping:
    try:
        number = float(text or 0)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidValue(
            f"{text!r} is not a number that NaN can become. Write, for example, nan-to-num=0."
        )

    def replace(g: Gradient) -> Gradient:
        most = _largest(g.dtype)
        values = np.nan_to_num(g.values, nan=number, posinf=most, neginf=-most)
        kept = values == g.values
        # A number that replaces NaN may be rounded to the precision of the gradient.
        errors = np.where(kept, g.errors, abs(number))
        return Gradient(values, errors, g.dtype)

    def translate(defaults: Defaults, given: Translated) -> Translated:
        return given.with_gradients(lambda gradients: [replace(g) for g in gradients])

    return Wrapping(
        f"nan-to-num={text}".rstrip("="),
        f"a gradient element that is NaN becomes {number:g}, an infinite one the largest number",
        "The step does not show that the gradient was wrong.",
        translate,
        _scenarios,
        defines_non_finite=True,
        is_usual=False,
    )


KIND = WrappingKind(
    "nan-to-num", "nan-to-num[=NUMBER]",
    "a gradient element that is NaN becomes a number, 0 by default, an infinite one the largest",
    _parse, ("", "1", "1e-06", "1e-08"),
)  # fmt: skip
