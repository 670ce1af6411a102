"""The floating-point formats of subjects: precision, range and rounding bounds."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

from ..scenarios.model import Precision

INDEFINITE = arb("nan")


class Format:
    """A floating-point format: bits of precision, unit roundoff, and range.

    ``kind`` is the NumPy dtype with the limits of the format, or with the same range.
    """

    def __init__(self, kind: type[np.floating[Any]], bits: int | None = None) -> None:
        limits = np.finfo(kind)
        self.kind = kind
        self.bits: int = bits or limits.nmant + 1
        self.unit = 2.0**-self.bits
        self.tiny = float(limits.tiny)
        # One sixteenth of the range is reserved for operation orders with larger intermediate
        # results.
        self.largest = float(limits.max) / 16
        self.settle = _settler(self.bits, self.tiny, self.largest)
        self.constant = lru_cache(maxsize=256)(self._constant)

    def bound_sum(self, total: Any, absolute: Any, count: int) -> Any:
        """Return the bounds of a sum of ``count`` numbers added in any order.

        Args:
            total: the exact sum.
            absolute: the sum of the absolute values.
            count: the number of summands.
        """
        error = _error(absolute * arb(count * self.unit))
        return self.settle(total + error)

    def _constant(self, number: float) -> arb:
        """Return a constant of the source; a ball unless the format represents it exactly."""
        exact = arb(number)
        if not exact.is_finite() or exact.bits() <= self.bits:
            return exact
        return arb(number, abs(number) * self.unit)


_error = np.frompyfunc(lambda size: arb(0, size.abs_upper()), 1, 1)


def _settler(bits: int, tiny: float, most: float) -> Callable[[Any], Any]:
    smallest, largest = arb(tiny), arb(most)
    negative_smallest, negative_largest = -smallest, -largest
    rounded, underflow = arb(1, 2.0**-bits), arb(0, tiny)

    def settle(x: arb) -> arb:
        # Most numbers are normal, and two comparisons are enough to find that.
        if smallest <= x <= largest or negative_largest <= x <= negative_smallest:
            return x if x.is_exact() and x.bits() <= bits else x * rounded
        size = x.abs_upper()
        if not size <= largest:
            return INDEFINITE
        return x if size == 0 else x * rounded + underflow

    loop: Callable[[Any], Any] = np.frompyfunc(settle, 1, 1)
    return loop


FORMATS: dict[Precision, Format] = {
    "float64": Format(np.float64),
    "float32": Format(np.float32),
    "float16": Format(np.float16),
    "bfloat16": Format(np.float32, bits=8),
}
