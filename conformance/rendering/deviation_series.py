"""The error of a finding after each event, computed from its frames."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..records.base import Frame
from ..records.pitfalls import Deviation


def measure_deviations(frames: Sequence[Frame]) -> list[Deviation]:
    """Return the largest error and the largest rounding bound after each event."""
    last = max((frame.event for frame in frames), default=-1)
    return [_deviation_after([f for f in frames if f.event == k]) for k in range(last + 1)]


def _deviation_after(frames: Sequence[Frame]) -> Deviation:
    off = [abs(_parse_number(g) - _parse_number(e)) for f in frames for g, e in _pairs(f)]
    radius = [_parse_number(r) for f in frames for r in f.radius]
    return Deviation(off=_largest_finite(off), radius=_largest_finite(radius))


def _pairs(frame: Frame) -> list[tuple[str, str]]:
    return list(zip(frame.got, frame.expected, strict=True))


def _parse_number(text: str) -> float:
    return float.fromhex(text)


def _largest_finite(numbers: Sequence[float]) -> float | None:
    found = max((math.inf if math.isnan(v) else v for v in numbers), default=0.0)
    return found if math.isfinite(found) else None
