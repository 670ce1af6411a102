"""Checks of vectors of balls against exact results and against arrays of arbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import numpy as np
from flint import arb, ctx

from properties.enclosures.ball_arrays import Balls
from properties.enclosures.ball_vectors import BallVector
from properties.enclosures.float_formats import FORMATS, Format
from properties.enclosures.vector_rounding import Vector
from properties.scenarios.model import Floats, Precision

Operation = Callable[..., Any]

# Bits in which results are computed for comparison: sums and products of float64 are exact.
EXACT_BITS = 2200

# A vector may be wider than arbs by one factor, and narrower by another.
WIDER, NARROWER = 1.01, 0.98


@contextmanager
def exact_precision(bits: int = EXACT_BITS) -> Iterator[None]:
    """Compute arbs with so many bits inside this context."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def make_vector(
    numbers: Floats, radii: Floats, parts: Floats, dtype: Precision = "float64"
) -> BallVector:
    """Return balls around numbers.

    Args:
        numbers: the high parts of the midpoints, rounded to the format.
        radii: the radii relative to the numbers; absolute for numbers that are zero.
        parts: the low parts of the midpoints, relative to half a unit in the last place of the
            high parts, at most 1; ignored where the radius is too small for them.
    """
    with np.errstate(all="ignore"):
        high = np.asarray(numbers, dtype="float32" if dtype != "float64" else dtype)
        high = high.astype(np.float64)
    radius = np.where(high == 0, 1.0, np.abs(high)) * radii
    low = np.where(radius >= np.abs(high) * 2.0**-53, high * 2.0**-54 * parts, 0.0)
    return BallVector(Vector(high, low, radius), FORMATS[dtype])


def as_arbs(balls: BallVector) -> Balls:
    """Return the same balls as an array of arbs."""
    return Balls(balls.arbs, balls.form)


def find_escapes(operation: Operation, *operands: BallVector) -> list[int]:
    """Return the elements whose ball lacks a correctly rounded result of numbers in the operands.

    The operation has to be monotonic in each operand, so that its extremes are at the ends.
    """
    found = operation(*operands)
    with exact_precision():
        exact = [_ends(x.parts) for x in operands]
        return [
            k
            for k, (high, low, radius) in enumerate(zip(*found.parts, strict=True))
            if not np.isnan(radius)
            and not all(
                abs(result - arb(high) - arb(low)) <= arb(radius)
                for numbers in product(*(ends[k] for ends in exact))
                for result in _rounded(operation(*numbers), found.form)
            )
        ]


def _ends(x: Vector) -> list[tuple[arb, arb]]:
    return [
        (arb(h) + arb(low) - arb(r), arb(h) + arb(low) + arb(r))
        for h, low, r in zip(*x, strict=True)
    ]


def _rounded(exact: arb, form: Format) -> list[arb]:
    """Return the extremes of what a subject may return for an exact result."""
    # A root is a ball of radius 2**-EXACT_BITS also where it is exact.
    nearest = arb(float(exact.mid()))
    exact = nearest if exact.contains(nearest) else exact
    size = abs(exact)
    if exact == 0 or (exact.is_exact() and exact.bits() <= form.bits and size >= form.tiny):
        return [exact]
    ends = [exact * (1 - arb(form.unit)), exact * (1 + arb(form.unit))]
    if not size >= form.tiny:
        ends += [end + sign * arb(form.tiny) for end in ends for sign in (1, -1)]
    return ends


def assert_like_arbs(found: Balls, expected: Balls, wider: float = WIDER) -> None:
    """Assert that balls are those of arbs, and wider by less than a factor.

    The radii of arbs have 30 bits; their quotients and roots of wide balls are up to 2 percent
    wider than necessary.
    """
    assert found.shape == expected.shape
    assert found.form is expected.form
    for k, (ball, other) in enumerate(
        zip(np.ravel(found.arbs), np.ravel(expected.arbs), strict=True)
    ):
        assert ball.is_finite() == other.is_finite(), k
        if ball.is_finite():
            # The midpoints of arbs have fewer bits, and their radii have more range.
            slack = abs(other.mid()) * arb(2.0**-90) + arb(2.0**-1066)
            assert ball.rad() <= other.rad() * wider + slack, k
            assert ball.rad() >= other.rad() * NARROWER - slack, k
            assert abs(ball.mid() - other.mid()) <= other.rad() * (1 - NARROWER) + slack, k
            assert (ball.rad() == 0) == (other.rad() == 0), k
