"""What the page says of memory and arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from optimcore import Adam, Parameter

from .base import Claim, Measurement

SMALL, LARGE, SAMPLE = 469, 10_000_000, 10_000


def state_bytes(count: int, dtype: str) -> int:
    """The bytes of Adam's state for so many parameters."""
    optimizer = Adam([Parameter(np.zeros(count, dtype))])
    arrays = [v for s in optimizer.state.values() for v in s.values() if isinstance(v, np.ndarray)]
    return sum(array.nbytes for array in arrays)


def small_state() -> Measurement:
    """The state of the page's perceptron."""
    held = state_bytes(SMALL, "float64")
    return Measurement(
        "true" if round(held / 1000, 1) == 7.5 else "false",
        f"{SMALL} parameters in float64: {held} bytes of state.",
        {"bytes": held},
    )


def large_state() -> Measurement:
    """The state of ten million parameters, from that of a sample."""
    double, single = (
        state_bytes(SAMPLE, d) * (LARGE // SAMPLE) / 1e6 for d in ("float64", "float32")
    )
    return Measurement(
        "true" if round(double) == 80 else "in part" if round(single) == 80 else "false",
        f"{double:.0f} MB in float64, which the page says it computes in; {single:.0f} MB in "
        "float32.",
        {"MB in float64": double, "MB in float32": single},
    )


class Counting:
    """A number that counts the arithmetic done with it."""

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
        """The root, which NumPy asks the elements of object arrays for."""
        return self._by(0.5, lambda a, b: a**b)

    __radd__ = __add__
    __rmul__ = __mul__


def operations(t: int = 3) -> int:
    """Arithmetic on one element in one step of Adam; what is the same for all is not counted."""
    hyper = SimpleNamespace(lr=0.1, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False,
                            maximize=False)  # fmt: skip
    theta, g, m, v = (np.array([Counting(0.5)]) for _ in range(4))
    before = Counting.done
    Adam.update(theta, g, {"m": m, "v": v}, t, hyper)
    return Counting.done - before


def five_operations() -> Measurement:
    """The arithmetic of one element."""
    count = operations()
    return Measurement(
        "true" if count <= 6 else "false",
        f"{count} for each element, with a root and three divisions among them, when what is the "
        "same for all elements is computed once.",
        {"operations": count},
    )


CLAIMS = (
    Claim("small-state", "Adam keeps 7.5 KB for a network of 469 parameters.", small_state),
    Claim("large-state", "It keeps 80 MB for ten million parameters.", large_state),
    Claim("five-operations", "A step takes about five operations for each element.",
          five_operations),
)  # fmt: skip
