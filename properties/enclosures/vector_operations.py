"""Operations on vectors of balls, before the rounding to the subject's format.

The radius of each result covers the operation on all numbers in the balls, except for the rounding
of this computation, for which ``vector_rounding.py`` adds a bound. It is NaN where an operation has
no bound here: there the result has to be computed with arbs. Vectors in one operation have shapes
that can be broadcast.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..scenarios.model import Floats
from . import double_double
from .vector_rounding import SMALLEST, Vector

# Divisors and radicands with a larger relative radius are left to arbs: the bounds here would be
# wider than necessary by about this factor.
WIDEST = 2.0**-8

# A difference of midpoints and a sum of radii are rounded by less than this factor.
_CLOSE = 1 + 2.0**-40


def add(x: Vector, y: Vector) -> Vector:
    """Return the sums."""
    return Vector(*double_double.add(x.pair, y.pair), x.radius + y.radius)


def subtract(x: Vector, y: Vector) -> Vector:
    """Return the differences."""
    return add(x, negate(y))


def multiply(x: Vector, y: Vector) -> Vector:
    """Return the products."""
    radius = np.abs(y.high)
    radius = (radius + y.radius) * x.radius
    radius += np.abs(x.high) * y.radius
    found = Vector(*double_double.multiply(x.pair, y.pair), radius)
    _leave_underflow(found, x, y)
    return found


def divide(x: Vector, y: Vector) -> Vector:
    """Return the quotients; |x'/y' - q| is at most (|x' - x| + |q (y' - y)|) / |y'|."""
    high, low = double_double.divide(x.pair, y.pair)
    size = np.abs(y.high)
    radius = np.abs(high)
    radius *= y.radius
    radius += x.radius
    radius /= size - y.radius
    found = Vector(high, low, radius)
    _leave_underflow(found, x, y)
    _leave(radius, ~(y.radius <= WIDEST * size))
    _leave(radius, _loses_bits(x))
    return found


def square(x: Vector) -> Vector:
    """Return the squares; arbs decide what the square of a ball around zero is."""
    found = multiply(x, x)
    _leave(found.radius, (np.abs(x.high) <= x.radius * _CLOSE) & (x.radius > 0))
    return found


def square_root(x: Vector) -> Vector:
    """Return the square roots; with t = r/x, 1 - sqrt(1 - t) is at most t/2 (1 + t)."""
    high, low = double_double.square_root(x.pair)
    share = x.radius / np.where(x.high == 0, 1.0, x.high)
    radius = share + 1
    radius *= share
    radius *= high
    radius *= 0.5
    found = Vector(high, low, radius)
    _leave_underflow(found, x, x)
    _leave(radius, ~(x.radius <= WIDEST * x.high))
    _leave(radius, _loses_bits(x))
    return found


def absolute(x: Vector) -> Vector:
    """Return the absolute values of the midpoints, with the same radii."""
    return Vector(np.abs(x.high), np.copysign(1.0, x.high) * x.low, x.radius)


def negate(x: Vector) -> Vector:
    """Return the negated numbers."""
    return Vector(-x.high, -x.low, x.radius)


def sign(x: Vector) -> Vector:
    """Return the signs, which are exact where they are known."""
    is_known = (np.abs(x.high) > x.radius * _CLOSE) | (x.radius == 0)
    zeros = np.zeros_like(x.high)
    return Vector(np.sign(x.high), zeros, np.where(is_known, zeros, np.nan))


def maximum(x: Vector, y: Vector) -> Vector:
    """Return the larger numbers, where it is known which is larger."""
    order = compare(x, y)
    found = select(order >= 0, x, y)
    _leave(found.radius, np.isnan(order))
    return found


def minimum(x: Vector, y: Vector) -> Vector:
    """Return the smaller numbers, where it is known which is smaller."""
    return negate(maximum(negate(x), negate(y)))


def compare(x: Vector, y: Vector) -> Floats:
    """Return 1 where x is surely larger than y, -1 where it is smaller, and 0 where it is equal.

    NaN where arbs have to decide: the balls overlap or touch.
    """
    difference = subtract(x, y)
    distance = difference.radius * _CLOSE
    # Exact balls have no low part, so that the sign of the difference is that of its high part.
    is_known = (np.abs(difference.high) > distance) | (difference.radius == 0)
    order: Floats = np.where(is_known, np.sign(difference.high), np.nan)
    return order


def select(condition: Any, x: Vector, y: Vector) -> Vector:
    """Return the balls of x where the condition is true, and those of y elsewhere."""
    return Vector(*(np.where(condition, a, b) for a, b in zip(x, y, strict=True)))


def copy(x: Vector) -> Vector:
    """Return the same numbers in new arrays."""
    return Vector(*(part.copy() for part in x))


def _loses_bits(x: Vector) -> Any:
    """Return whether rounding errors of x would be below the normal range of float64.

    The rest of a division or root is such an error, also where the result is an ordinary number.
    """
    return (np.abs(x.high) < SMALLEST) & (x.high != 0)


def _leave_underflow(found: Vector, x: Vector, y: Vector) -> None:
    """Leave results to arbs that are zero, or have the radius zero, only because of underflow."""
    places = found.radius == 0
    if places.any():
        is_zero = ((x.high == 0) & (x.radius == 0)) | ((y.high == 0) & (y.radius == 0))
        is_exact = (x.radius == 0) & (y.radius == 0) & (found.high != 0)
        _leave(found.radius, places & ~is_zero & ~is_exact)


def _leave(radius: Floats, places: Any) -> None:
    if places.any():
        radius[places] = np.nan
