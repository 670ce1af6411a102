"""Root finding on a grid of values that hyper-parameters have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

# Number of bisections, and of roots returned of each kind.
HALVINGS = 60
ROOTS = 4


def values_to_try(value: float) -> list[float]:
    """Return values to try, sorted: common values, and the given one times powers of two."""
    base = abs(value) or 1.0
    near = [base * 2.0**k for k in range(-24, 25, 2)]
    decays = [1 - (1 - value) * 2.0**k for k in range(-12, 13)] if 0 <= value < 1 else []
    plain = [0.0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999]
    return sorted({*plain, *near, *decays, *(-x for x in near)})


def roots(gap: Callable[[float], float], grid: list[float]) -> Iterator[float]:
    """Yield zeros of a function: points of the grid, then roots between points by bisection.

    Of the points, short numbers come first: where a value makes little difference, its neighbours
    on the grid are zeros too.
    """
    gaps = [gap(x) for x in grid]
    zeros = (x for x, g in zip(grid, gaps, strict=True) if g == 0)
    found = sorted(zeros, key=lambda x: len(repr(x)))
    yield from found[:ROOTS]
    spans = [
        (grid[j], grid[j + 1], gaps[j])
        for j in range(len(grid) - 1)
        if np.isfinite(gaps[j]) and gaps[j] * gaps[j + 1] < 0
    ]
    for low, high, below in spans[:ROOTS]:
        yield _bisect(gap, low, high, below)


def _bisect(gap: Callable[[float], float], low: float, high: float, below: float) -> float:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if gap(middle) * below > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
