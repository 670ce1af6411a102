"""Evidence: how far apart two results lie, in units of what rounding can explain.

A ratio is |subject - midpoint| / radius, as LAPACK's tests measure it, against one threshold.

THRESHOLD is 2. A correct implementation with our order of operations has a ratio of at most 1 by
construction; other orders round as often but elsewhere. ``formulations`` holds hundreds of them:
folded corrections, averages by difference, fused multiply-add, wider internals, incremental powers,
one flat buffer, decay as a factor, summands one by one. In millions of comparisons in random
scenarios nearly all stay below 1, most of those above it below 1.2, and the largest ratio was 1.56:
Nesterov's SGD in float32, gradient and velocity subtracted one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .enclosure import Enclosure
from .scenario import Floats, Scenario
from .trajectory import Trajectory

THRESHOLD = 2.0

# A ball wider than this part of what it encloses says too little to be called a decision.
NARROW = 2.0**-8


@dataclass(frozen=True)
class Evidence:
    """What one law saw on one scenario.

    Attributes:
        decided: comparisons whose enclosure was narrow enough to decide something.
        undecided: the others.
        ratio: the largest deviation in units of the radius; infinite for a broken promise.
        message: where the largest deviation is, in words.
    """

    decided: int
    undecided: int
    ratio: float
    message: str = ""

    @property
    def broken(self) -> bool:
        """Whether the law is broken."""
        return self.ratio > THRESHOLD


def held(decided: int = 1) -> Evidence:
    """Everything compared is as it must be."""
    return Evidence(decided, 0, 0.0)


def broken(message: str) -> Evidence:
    """A promise is broken, whatever the rounding."""
    return Evidence(1, 0, float("inf"), message)


def total(parts: Iterable[Evidence]) -> Evidence:
    """All parts together; the worst speaks."""
    found = list(parts) or [held(0)]
    worst = max(found, key=lambda e: e.ratio)
    return Evidence(
        sum(e.decided for e in found), sum(e.undecided for e in found), worst.ratio, worst.message
    )


def within(scenario: Scenario, run: Trajectory, enclosure: Enclosure) -> Evidence:
    """Is the run inside the enclosure?"""
    starts = scenario.arrays()
    return total(
        _compare(
            f"after event {k}, parameter {i}",
            run.frames[k][i],
            enclosure.mid[k][i],
            enclosure.rad[k][i],
            starts[i],
        )
        for k in range(len(scenario.events))
        for i in range(len(starts))
    )


def alike(
    scenario: Scenario, run: Trajectory, other: Trajectory, enclosure: Enclosure, what: str
) -> Evidence:
    """Do two runs that must be the same differ by no more than two roundings of the enclosure?"""
    starts = scenario.arrays()
    return total(
        _compare(
            f"{what}: after event {k}, parameter {i}",
            run.frames[k][i],
            other.frames[k][i].astype(np.float64),
            2 * enclosure.rad[k][i],
            starts[i],
        )
        for k in range(len(scenario.events))
        for i in range(len(starts))
    )


def identical(run: Trajectory, other: Trajectory, what: str) -> Evidence:
    """Are two runs the same to the last bit?"""
    pairs = [
        (k, i, a, b)
        for k, (frame, frame2) in enumerate(zip(run.frames, other.frames, strict=True))
        for i, (a, b) in enumerate(zip(frame, frame2, strict=True))
    ]
    for k, i, a, b in pairs:
        if not np.array_equal(a, b, equal_nan=True):
            where = np.flatnonzero(~((a == b) | ((a != a) & (b != b))).ravel())[0]
            return broken(
                f"{what}: after event {k}, parameter {i}, element {where}: "
                f"{a.ravel()[where]!r} and {b.ravel()[where]!r} are not the same bits"
            )
    return held(sum(a.size for _, _, a, _ in pairs))


def _compare(where: str, got: Floats, mid: Floats, rad: Floats, start: Floats) -> Evidence:
    if got.shape != mid.shape:
        return broken(f"{where}: shape {got.shape} instead of {mid.shape}")
    got, mid, rad, start = (np.atleast_1d(x).astype(np.float64) for x in (got, mid, rad, start))
    with np.errstate(all="ignore"):
        known = np.isfinite(rad) & np.isfinite(mid)
        scale = np.maximum(np.abs(mid), np.abs(mid - start))
        decided = known & (rad <= NARROW * scale)
        ratio = _ratio(np.abs(got - mid), rad, known)
    if not ratio.size:
        return held(0)
    worst = np.unravel_index(np.argmax(ratio), ratio.shape)
    return Evidence(
        int(decided.sum()),
        int((~decided).sum()),
        float(ratio[worst]),
        f"{where}, element {tuple(int(j) for j in worst)}: got {got[worst]:.17g}, expected "
        f"{mid[worst]:.17g} ± {rad[worst]:.2g}",
    )


def _ratio(distance: Floats, rad: Floats, known: NDArray[np.bool_]) -> Floats:
    ratio = np.where(distance == 0, 0.0, distance / rad)
    ratio = np.where(np.isnan(ratio), np.inf, ratio)
    return np.where(known, ratio, 0.0)
