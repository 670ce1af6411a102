"""Root finding between the values of a grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np

# A value and that of the function at it.
Point: TypeAlias = tuple[float, float]

# Number of iterations between two values of the grid, and of roots returned of each kind.
TRIALS = 60
ROOTS = 4

# Of the values of a grid, each at this distance is tried first, and of these so many must be finite
# to show that the function is constant.
STRIDE = 8
ENOUGH = 3

# The relative distance between two values that are taken for the same.
SAME = 2.0**-51


def values_to_try(value: float) -> list[float]:
    """Return values to try, sorted: common values, and the given one times powers of two."""
    base = abs(value) or 1.0
    near = [base * 2.0**k for k in range(-24, 25, 2)]
    decays = [1 - (1 - value) * 2.0**k for k in range(-12, 13)] if 0 <= value < 1 else []
    plain = [0.0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999]
    return sorted({*plain, *near, *decays, *(-x for x in near)})


def roots(gap: Callable[[float], float], grid: list[float]) -> Iterator[float]:
    """Yield zeros of a function: points of the grid, then roots between points of another sign.

    Of the points, short numbers come first: where a value makes little difference, its neighbours
    on the grid are zeros too.
    """
    known = {x: gap(x) for x in grid[::STRIDE]}
    if _is_constant(list(known.values())):
        return
    gaps = [known[x] if x in known else gap(x) for x in grid]
    zeros = (x for x, g in zip(grid, gaps, strict=True) if g == 0)
    found = sorted(zeros, key=lambda x: len(repr(x)))
    yield from found[:ROOTS]
    points = list(zip(grid, gaps, strict=True))
    spans = [
        (one, other)
        for one, other in pairwise(points)
        if np.isfinite(one[1]) and np.isfinite(other[1]) and one[1] * other[1] < 0
    ]
    for one, other in spans[:ROOTS]:
        yield _root_between(gap, one, other)


def _is_constant(gaps: list[float]) -> bool:
    """Return whether values of a function show that it has another value than 0 everywhere."""
    finite = {g for g in gaps if math.isfinite(g)}
    count = sum(map(math.isfinite, gaps))
    return count >= ENOUGH and len(finite) == 1 and 0.0 not in finite


def _root_between(gap: Callable[[float], float], one: Point, other: Point) -> float:
    """Return the root between two points of another sign, by Ridders' method.

    Source: Ridders, *A new algorithm for computing a single root of a real continuous function*,
    IEEE Transactions on Circuits and Systems 26, 1979.
    """
    (low, below), (high, above) = one, other
    last = math.nan
    for _ in range(TRIALS):
        middle = (low + high) / 2
        half = gap(middle)
        size = math.sqrt(abs(half * half - below * above))
        if not size:
            return middle
        x = middle + (middle - low) * math.copysign(1.0, below - above) * half / size
        here = gap(x)
        if here == 0 or abs(x - last) <= SAME * abs(x) or high - low <= SAME * abs(middle):
            return x
        last = x
        points = sorted([(low, below), (middle, half), (x, here), (high, above)])
        changes = [pair for pair in pairwise(points) if pair[0][1] * pair[1][1] <= 0]
        if not changes:  # a value that is not a number
            return x
        (low, below), (high, above) = changes[0]
    return (low + high) / 2
