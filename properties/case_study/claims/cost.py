"""Claims about memory and arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from optimcore import Adam, Parameter

from .base import Claim, Measurement

SMALL, LARGE, SAMPLE = 469, 10_000_000, 10_000


def state_bytes(count: int, dtype: str) -> int:
    """Return the size of Adam's state for ``count`` parameters, in bytes."""
    optimizer = Adam([Parameter(np.zeros(count, dtype))])
    arrays = [v for s in optimizer.state.values() for v in s.values() if isinstance(v, np.ndarray)]
    return sum(array.nbytes for array in arrays)


def measure_small_state() -> Measurement:
    """Measure the state for the perceptron of the case study."""
    held = state_bytes(SMALL, "float64")
    return Measurement(
        "true" if round(held / 1000, 1) == 7.5 else "false",
        f"The state for {SMALL} parameters in float64 takes {held} bytes.",
        {"bytes": held},
    )


def measure_large_state() -> Measurement:
    """Measure the state for ten million parameters, extrapolated from a sample."""
    double, single = (
        state_bytes(SAMPLE, d) * (LARGE // SAMPLE) / 1e6 for d in ("float64", "float32")
    )
    return Measurement(
        "true" if round(double) == 80 else "in part" if round(single) == 80 else "false",
        f"The state takes {double:.0f} MB in float64, the precision of the case study, and "
        f"{single:.0f} MB in float32.",
        {"MB in float64": double, "MB in float32": single},
    )


class Counting:
    """A number that counts the arithmetic operations on it."""

    done = 0

    def __init__(self, value: float) -> None:
        self.value = value

    def _by(self, other: Any, operation: Callable[[float, float], float]) -> Counting:
        Counting.done += 1
        return Counting(operation(self.value, getattr(other, "value", other)))

    def __add__(self, other: Any) -> Counting:
        return self._by(other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Counting:
        return self._by(other, lambda a, b: a - b)

    def __mul__(self, other: Any) -> Counting:
        return self._by(other, lambda a, b: a * b)

    def __truediv__(self, other: Any) -> Counting:
        return self._by(other, lambda a, b: a / b)

    def sqrt(self) -> Counting:
        """Return the square root. NumPy calls this method on the elements of object arrays."""
        return self._by(0.5, lambda a, b: a**b)

    __radd__ = __add__
    __rmul__ = __mul__


def count_operations(t: int = 3) -> int:
    """Count the operations per element in step ``t`` of Adam, without those on scalars."""
    hyper = SimpleNamespace(lr=0.1, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False,
                            maximize=False)  # fmt: skip
    theta, g, m, v = (np.array([Counting(0.5)]) for _ in range(4))
    before = Counting.done
    Adam.update(theta, g, {"m": m, "v": v}, t, hyper)
    return Counting.done - before


def measure_operations() -> Measurement:
    """Measure the number of operations per element."""
    count = count_operations()
    return Measurement(
        "true" if count <= 6 else "false",
        f"A step takes {count} operations per element, including a square root and three "
        "divisions, if values that are the same for all elements are computed once.",
        {"operations": count},
    )


CLAIMS = (
    Claim("small-state", "Adam keeps 7.5 KB of state for a network of 469 parameters.",
          measure_small_state),
    Claim("large-state", "Adam keeps 80 MB of state for ten million parameters.",
    measure_large_state),
    Claim("five-operations", "A step of Adam takes about five operations per element.",
          measure_operations),
)  # fmt: skip
