"""Arithmetic on arrays of unevaluated sums of two float64 numbers, with about 106 bits.

A pair (high, low) stands for high + low, where high is the float64 number nearest to the sum. The
error bounds hold for pairs of which both numbers are zero or of magnitude 2**-900 to 2**900; the
caller has to check the range (see ``vector_rounding.py``). For u = 2**-53, x and y exact pairs:

- ``add``: at most 4 u² (|x| + |y|); none if both low parts are zero.
- ``multiply``: at most 8 u² |x y|; none if both low parts are zero.
- ``divide``: at most 16 u² |x / y|; low is zero if and only if the quotient is exactly high, if
  both low parts are zero.
- ``square_root``: at most 16 u² times the root; low is zero as for ``divide``.

Sources: Dekker, *A floating-point technique for extending the available precision*, Numerische
Mathematik 18 (1971); Joldes, Muller, Popescu, *Tight and rigorous error bounds for basic building
blocks of double-word arithmetic*, ACM TOMS 44 (2017).
"""

from __future__ import annotations

import numpy as np

from ..scenarios.model import Floats

Pair = tuple[Floats, Floats]

# The low 27 bits of a float64 number: without them, a product of two numbers has at most 52 bits.
_LOW_BITS = 27
_HALF = np.int64(1 << (_LOW_BITS - 1))
_MASK = np.int64(-1 << _LOW_BITS)


def add(x: Pair, y: Pair) -> Pair:
    """Return the sum."""
    high = x[0] + y[0]
    part = high - x[0]
    low = high - part
    low = x[0] - low
    low += y[0] - part
    low += x[1] + y[1]
    return _normalize(high, low)


def multiply(x: Pair, y: Pair) -> Pair:
    """Return the product."""
    high, low = _multiply_exactly(x[0], y[0])
    low += x[0] * y[1]
    low += x[1] * y[0]
    return _normalize(high, low)


def divide(x: Pair, y: Pair) -> Pair:
    """Return the quotient; NaN where y is zero."""
    high = x[0] / y[0]
    product, error = _multiply_exactly(high, y[0])
    rest = x[0] - product
    rest -= error
    rest += x[1]
    rest -= high * y[1]
    return _normalize(high, rest / y[0])


def square_root(x: Pair) -> Pair:
    """Return the square root; NaN where x is negative."""
    high = np.sqrt(x[0])
    product, error = _multiply_exactly(high, high)
    rest = x[0] - product
    rest -= error
    rest += x[1]
    # A root of zero leaves no rest, and any divisor gives zero.
    return _normalize(high, rest / np.where(high == 0, 1.0, 2 * high))


def add_up(x: Pair) -> Pair:
    """Return the sums over the first axis, added in pairs."""
    while (count := len(x[0])) > 1:
        half, middle = count // 2, count - count // 2
        first, second = (x[0][:half], x[1][:half]), (x[0][middle:], x[1][middle:])
        high, low = add(first, second)
        # With an odd count, the number in the middle has no partner.
        x = (
            np.concatenate([high, x[0][half:middle]]),
            np.concatenate([low, x[1][half:middle]]),
        )
    return x[0][0], x[1][0]


def _multiply_exactly(x: Floats, y: Floats) -> Pair:
    """Return the rounded product and its rounding error."""
    (x_high, x_low), (y_high, y_low) = _split(x), _split(y)
    product = x * y
    error = x_high * y_high
    error -= product
    error += x_high * y_low
    error += x_low * y_high
    error += x_low * y_low
    return product, error


def _split(x: Floats) -> Pair:
    """Return x rounded to 26 bits, and the rest, which has at most 26 bits and a sign."""
    bits = np.asarray(x).view(np.int64) + _HALF
    bits &= _MASK
    high: Floats = bits.view(np.float64)
    return high, x - high


def _normalize(high: Floats, low: Floats) -> Pair:
    """Return the pair with the same sum in which high is the sum rounded to float64."""
    total = high + low
    rest = total - high
    return total, low - rest
