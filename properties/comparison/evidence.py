"""Evidence: the distance between two results, in units of the rounding bound.

The ratio |subject - midpoint| / radius is compared with a threshold, as in the tests of LAPACK.

THRESHOLD is 2. A correct implementation with the order of operations of optimcore has a ratio of at
most 1 by construction; other orders round as often, but at other places.
``properties.tests.reorderings`` has hundreds of them: folded corrections, averages by difference,
fused multiply-add, wider intermediate formats, incremental powers, one flat buffer, decay as a
factor, summands added one by one. In millions of comparisons on random scenarios nearly all ratios
are below 1, most of the others below 1.2, and the largest was 1.56: SGD with Nesterov momentum in
float32, with gradient and velocity subtracted one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..enclosures.evaluate import Enclosure
from ..scenarios.model import Floats, Scenario
from ..subjects.trajectory import Trajectory

Frames: TypeAlias = Sequence[Sequence[Floats]]

THRESHOLD = 2.0

# A comparison is undecided if the radius exceeds this fraction of the enclosed value.
NARROW = 2.0**-8


@dataclass(frozen=True)
class Evidence:
    """The result of one law on one scenario.

    Attributes:
        decided: number of comparisons with an enclosure narrow enough for a decision.
        undecided: number of the other comparisons.
        ratio: largest deviation in units of the radius; infinite where rounding does not matter.
        message: description of the largest deviation.
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
    """Return evidence that the law holds."""
    return Evidence(decided, 0, 0.0)


def broken(message: str) -> Evidence:
    """Return evidence that the law is broken, independently of rounding."""
    return Evidence(1, 0, float("inf"), message)


def total(parts: Iterable[Evidence]) -> Evidence:
    """Combine evidence; the ratio and the message are those of the largest ratio."""
    found = list(parts) or [held(0)]
    worst = max(found, key=lambda e: e.ratio)
    return Evidence(
        sum(e.decided for e in found), sum(e.undecided for e in found), worst.ratio, worst.message
    )


def within(scenario: Scenario, run: Trajectory, enclosure: Enclosure) -> Evidence:
    """Compare a run with an enclosure."""
    return _compared(scenario, run, enclosure.mid, enclosure.rad)


def alike(
    scenario: Scenario, run: Trajectory, other: Trajectory, enclosure: Enclosure, what: str
) -> Evidence:
    """Compare two runs that must be equal, with twice the radius of the enclosure."""
    doubled = [[2 * rad for rad in frame] for frame in enclosure.rad]
    return _compared(scenario, run, other.frames, doubled, f"{what}: ")


def misshapen(scenario: Scenario, run: Trajectory) -> str:
    """Describe the first parameter that changed its shape; empty if there is none."""
    for k, frame in enumerate(run.frames):
        for i, (now, start) in enumerate(zip(frame, scenario.parameters, strict=True)):
            if now.shape != (shape := start.value.shape):
                return f"after event {k}, parameter {i}: shape {now.shape} instead of {shape}"
    return ""


def one_and_the_same(run: Trajectory, other: Trajectory) -> bool:
    """Return whether two runs are identical in every bit, including the sign of zero."""
    frames = zip(run.frames, other.frames, strict=True)
    return all(a.tobytes() == b.tobytes() for f, h in frames for a, b in zip(f, h, strict=True))


def identical(run: Trajectory, other: Trajectory, what: str) -> Evidence:
    """Compare two runs bit by bit; NaN equals NaN, and the sign of zero is ignored."""
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


def _compared(
    scenario: Scenario, run: Trajectory, mid: Frames, rad: Frames, what: str = ""
) -> Evidence:
    """Compare all events and parameters; of equal ratios, the first is reported."""
    starts = scenario.arrays()
    if wrong := misshapen(scenario, run):
        return broken(what + wrong)
    if not run.frames:
        return held(0)
    parts = [
        _compare(i, start, _over_events(run.frames, i), _over_events(mid, i), _over_events(rad, i))
        for i, start in enumerate(starts)
        if start.size
    ]
    first = sorted(parts, key=lambda part: part[0])
    return total(Evidence(e.decided, e.undecided, e.ratio, what + e.message) for _, e in first)


def _over_events(frames: Frames, i: int) -> Floats:
    """Return one parameter after each event, as rows."""
    rows: Floats = np.stack([np.atleast_1d(frame[i]) for frame in frames]).astype(np.float64)
    return rows


def _compare(i: int, start: Floats, got: Floats, mid: Floats, rad: Floats) -> tuple[int, Evidence]:
    """Compare parameter ``i`` after all events; return the event with the largest ratio first."""
    with np.errstate(all="ignore"):
        known = np.isfinite(rad) & np.isfinite(mid)
        scale = np.maximum(np.abs(mid), np.abs(mid - start.astype(np.float64)))
        decided = int((known & (rad <= NARROW * scale)).sum())
        ratio = _ratio(np.abs(got - mid), rad, known)
    worst = np.unravel_index(np.argmax(ratio), ratio.shape)
    event, *element = map(int, worst)
    message = (
        f"after event {event}, parameter {i}, element {tuple(element)}: got {got[worst]:.17g}, "
        f"expected {mid[worst]:.17g} ± {rad[worst]:.2g}"
    )
    return event, Evidence(decided, got.size - decided, float(ratio[worst]), message)


def _ratio(distance: Floats, rad: Floats, known: NDArray[np.bool_]) -> Floats:
    ratio = np.where(distance == 0, 0.0, distance / rad)
    ratio = np.where(np.isnan(ratio), np.inf, ratio)
    return np.where(known, ratio, 0.0)
