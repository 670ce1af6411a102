"""Balls as float64 arrays: their conversion from and to arbs, and their rounding to a format.

A vector of balls has midpoints ``high + low`` (see ``double_double.py``) and radii. Radii are
computed with the usual rounding; at the end they are multiplied by ``OUTWARD``, which is more than
all of these roundings and the errors of the midpoints together:

- A radius takes fewer than 16 operations, each of which rounds by a factor of at most 1 + 2**-53.
  Below the normal range they are wrong by at most 2**-1074 each, but every radius that is not zero
  contains u·|x| for |x| at least 2**-900, or the smallest normal number of the format.
- A midpoint is wrong by at most 2**-102·|x|, and u·|x| is at least 2**-53·|x|. For sums, |x| is
  replaced by the sizes of the summands. Where their low parts are not zero, their radii are at
  least 2**-54 of their sizes; where both are zero, the sum is exact.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from flint import arb
from numpy.typing import NDArray

from ..scenarios.model import Floats
from .float_formats import Format

OUTWARD = 1 + 2.0**-40

# The range in which no step of an operation overflows or loses bits below the normal range.
SMALLEST, LARGEST = 2.0**-900, 2.0**900

# Within this factor of a limit of the format, arb decides on which side a number is.
_CLOSE = 1 + 2.0**-30


class Vector(NamedTuple):
    """The midpoints high + low and the radii of balls; an indefinite ball has the radius NaN.

    A ball of radius zero has no low part, and other low parts are at most 2**53 times the radius.
    """

    high: Floats
    low: Floats
    radius: Floats

    @property
    def pair(self) -> tuple[Floats, Floats]:
        """The midpoints."""
        return self.high, self.low

    def take(self, places: Any) -> Vector:
        """Return the balls at some places."""
        return Vector(*(np.asarray(part)[places] for part in self))

    def replace_at(self, places: Any, balls: Vector) -> None:
        """Replace the balls at some places."""
        for part, new in zip(self, balls, strict=True):
            part[places] = new


def round_vector(x: Vector, form: Format) -> tuple[Vector, NDArray[np.intp] | None]:
    """Round to a format, and return the places that have to be computed with arbs, or None.

    Args:
        x: one-dimensional results of an operation without its rounding. The radius is NaN where
            the operation has no bound, and 0 only for exact operations on exact operands.
        form: the format, as in ``Format.settle``.
    """
    size = np.abs(x.high)
    least = size - x.radius
    size += x.radius
    radius = size * form.unit
    radius += x.radius
    radius *= OUTWARD
    exact = x.radius == 0
    if exact.any():
        radius[exact & (x.low == 0) & _has_few_bits(x.high, form.bits)] = 0.0
    normal = least >= max(SMALLEST, form.tiny * _CLOSE)
    normal &= size <= min(LARGEST, form.largest / _CLOSE)
    found = Vector(x.high, x.low, radius)
    if normal.all():
        return found, None
    return found, _round_others(found, x.radius, np.flatnonzero(~normal), form)


def _round_others(
    found: Vector, error: Floats, places: NDArray[np.intp], form: Format
) -> NDArray[np.intp] | None:
    """Correct the radii of results around zero and below the normal range of the format."""
    size, error = np.abs(found.high[places]), error[places]
    is_zero = (size == 0) & (error == 0)
    is_small = (size + error <= min(LARGEST, form.largest / _CLOSE)) & (
        size - error < form.tiny / _CLOSE
    )
    is_small &= (size == 0) | (size >= SMALLEST)
    radius = ((size + error) * form.unit + error + form.tiny) * OUTWARD
    found.radius[places] = np.where(is_zero, 0.0, radius)
    rest = places[~(is_zero | is_small)]
    return rest if rest.size else None


def _has_few_bits(x: Floats, bits: int) -> Any:
    """Return whether normal numbers have at most so many bits."""
    return (x.view(np.int64) & np.int64((1 << (53 - bits)) - 1)) == 0


def vector_from_arbs(arbs: Any) -> Vector:
    """Return arbs as float64 arrays of the same shape."""
    numbers = np.asarray(arbs, dtype=object)
    parts = np.array([_parts(x) for x in numbers.ravel()], dtype=np.float64).reshape(-1, 3)
    return Vector(*(np.ascontiguousarray(part).reshape(numbers.shape) for part in parts.T))


def _parts(x: arb) -> tuple[float, float, float]:
    middle = x.mid()
    high = float(middle)
    if not (x.is_finite() and np.isfinite(high)):
        return np.nan, 0.0, np.nan
    low = float(middle - high)
    rest = x - high - low
    if rest == 0:
        return high, low, 0.0 if low == 0 else abs(high) * 2.0**-53
    # Rounding upwards covers numbers below the normal range, which the conversion rounds.
    radius = float(np.nextafter(float(rest.abs_upper()), np.inf))
    return high, low, radius if low == 0 else max(radius, abs(high) * 2.0**-54)


def arbs_from_vector(x: Vector) -> Any:
    """Return arbs that contain the balls, in an object array of the same shape."""
    found: Any = _arb(*x)
    return found


def _make_arb(high: float, low: float, radius: float) -> arb:
    if np.isnan(radius):
        return arb("nan")
    return arb(high, radius) + arb(low) if low else arb(high, radius)


_arb = np.frompyfunc(_make_arb, 3, 1)
