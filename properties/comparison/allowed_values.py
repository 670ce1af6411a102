"""The values that a correct implementation may return, as intervals in its own format."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..enclosures.evaluate import Enclosure
from ..scenarios.model import Floats, Precision
from .evidence import THRESHOLD


@dataclass(frozen=True)
class AllowedValues:
    """``lower[k][i]`` and ``upper[k][i]``: bounds of parameter i after event k, in float64.

    Every bound is a number of the format of the parameter. Both are NaN where the enclosure is
    indefinite, so that any value is allowed.
    """

    lower: tuple[tuple[Floats, ...], ...]
    upper: tuple[tuple[Floats, ...], ...]

    def contain(self, frames: tuple[tuple[Floats, ...], ...]) -> bool:
        """Return whether all values of a run are allowed; one of the wrong shape is not."""
        return all(
            got.shape == low.shape and is_allowed(got, low, high)
            for row, lows, highs in zip(frames, self.lower, self.upper, strict=True)
            for got, low, high in zip(row, lows, highs, strict=True)
        )

    def first(self, count: int) -> AllowedValues:
        """Return the bounds after the first events."""
        return AllowedValues(self.lower[:count], self.upper[:count])

    @property
    def finite_events(self) -> int:
        """The number of events before the first one after which some bound is not finite."""
        for k, rows in enumerate(zip(self.lower, self.upper, strict=True)):
            if not all(np.isfinite(bound).all() for row in rows for bound in row):
                return k
        return len(self.lower)


def is_allowed(got: Floats, lower: Floats, upper: Floats) -> bool:
    """Return whether every value is within its bounds, or its bounds are NaN."""
    return bool(np.all(((got >= lower) & (got <= upper)) | np.isnan(lower)))


def allowed_values(enclosure: Enclosure, dtype: Precision) -> AllowedValues:
    """Return the intervals that the comparison with an enclosure allows, rounded outwards."""
    pairs = [
        [_interval(mid, rad, dtype) for mid, rad in zip(mids, rads, strict=True)]
        for mids, rads in zip(enclosure.mid, enclosure.rad, strict=True)
    ]
    return AllowedValues(
        tuple(tuple(low for low, _ in row) for row in pairs),
        tuple(tuple(high for _, high in row) for row in pairs),
    )


def _interval(mid: Floats, rad: Floats, dtype: Precision) -> tuple[Floats, Floats]:
    with np.errstate(all="ignore"):
        finite = np.isfinite(mid) & np.isfinite(rad)
        size = THRESHOLD * rad
        # The sum is rounded to float64, so its neighbour is taken, unless the radius is 0.
        low = np.where(rad > 0, np.nextafter(mid - size, -np.inf), mid)
        high = np.where(rad > 0, np.nextafter(mid + size, np.inf), mid)
        low, high = _round_down(low, dtype), -_round_down(-high, dtype)
        return np.where(finite, low, np.nan), np.where(finite, high, np.nan)


def _round_down(numbers: Floats, dtype: Precision) -> Floats:
    """Return the largest numbers of a format that are not greater, in float64."""
    if dtype == "float64":
        return numbers
    kind = np.dtype(dtype)
    near = numbers.astype(kind)
    lower = np.nextafter(near, kind.type(-np.inf))
    return np.where(near.astype(np.float64) <= numbers, near, lower).astype(np.float64)
