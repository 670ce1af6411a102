"""Rounding a number to a format, as a conversion does, for numbers and for balls."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from flint import arb

from ..scenarios.model import Precision, encode_array
from .ball_arrays import Balls

INDEFINITE = arb("nan")


def narrow(value: Any, dtype: Precision) -> Any:
    """Return a number, or a ball, rounded to a format, to the nearest number of it.

    Rounding is monotonic, so that a ball becomes the hull of its rounded ends: an exact number,
    unless it contains the middle between two numbers of the format. The result takes part in the
    operations of the format that it had before; round again what they return.
    """
    if isinstance(value, Balls):
        loop = np.frompyfunc(partial(_narrow_ball, dtype), 1, 1)
        return Balls(loop(value.arbs), value.form)
    return _narrow_number(dtype, float(value))


def narrow_power(base: Any, exponent: Any, dtype: Precision, cube: bool = False) -> Any:
    """Return a power that is computed in a format: the base is rounded, and so is the result.

    Args:
        base: a number or a single ball.
        exponent: a whole number, also as a ball.
        dtype: the format.
        cube: whether a third power is two products, each rounded, as torch has it. The ball
            contains both results.
    """
    rounded = narrow(base, dtype)
    if not isinstance(rounded, Balls):
        return _power(rounded, int(exponent), dtype, cube)
    mid, rad = rounded.to_arrays()
    times = exponent.to_arrays()[0] if isinstance(exponent, Balls) else exponent
    if np.ndim(mid) or np.any(rad != 0):
        return narrow(rounded**exponent, dtype)
    one, other = (
        Balls.exact(np.asarray(_power(float(mid), int(times), dtype, kind)), rounded.form)
        for kind in (False, True)
    )
    return one.hull(other)


def _power(base: float, exponent: int, dtype: Precision, cube: bool) -> float:
    """Return a power, which libraries compute in float32 where NumPy has no such format."""
    if cube and exponent == 3:
        return _narrow_number(dtype, _narrow_number(dtype, base * base) * base)
    if dtype == "bfloat16":
        return _narrow_number(dtype, base**exponent)
    return float(np.dtype(dtype).type(base) ** exponent)


def _narrow_ball(dtype: Precision, ball: arb) -> arb:
    if not ball.is_finite():
        return INDEFINITE
    lower, upper = (_narrow_number(dtype, float(end)) for end in (ball.lower(), ball.upper()))
    return arb(lower).union(arb(upper)) if np.isfinite([lower, upper]).all() else INDEFINITE


def _narrow_number(dtype: Precision, number: float) -> float:
    return float(encode_array(number).numpy(dtype)) if np.isfinite(number) else number
