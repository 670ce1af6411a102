"""Arrays of balls: numbers with a rigorous bound on what rounding can have made of them.

An array of ``flint.arb`` values that acts like a NumPy array, so that the source of an update rule
runs on it unchanged. Every operation returns balls that contain whatever the same operation in the
subject's floating-point format returns, for all operands inside the operand balls: after the exact
operation, ``settle`` adds u·|x| for the rounding (u the unit roundoff), the smallest normal number
where the result may underflow (gradually or to zero), and gives up where it may overflow.

Midpoints carry more bits than the format, so that a radius holds the subject's rounding and none
of ours.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from flint import arb, ctx

from .scenario import Floats, Precision

# Bits of the midpoints: those of float64 and enough to make our own rounding vanish beside it.
WORKING_BITS = 96

INDEFINITE = arb("nan")

_absolute_upper = np.frompyfunc(lambda x: x.abs_upper(), 1, 1)
_error = np.frompyfunc(lambda size: arb(0, size), 1, 1)
_root = np.frompyfunc(lambda x: x.sqrt(), 1, 1)
_larger = np.frompyfunc(lambda x, y: x.max(y), 2, 1)
_exact = np.frompyfunc(arb, 1, 1)
_midpoint = np.frompyfunc(lambda x: float(x.mid()) if x.is_finite() else np.nan, 1, 1)
_radius = np.frompyfunc(lambda x: float(x.rad()) if x.is_finite() else np.nan, 1, 1)


class Format:
    """A floating-point format: bits of precision, unit roundoff, and its range."""

    def __init__(self, kind: type[np.floating[Any]]) -> None:
        limits = np.finfo(kind)
        self.bits: int = limits.nmant + 1
        self.unit = 2.0**-self.bits
        self.tiny = float(limits.tiny)
        self.settle = _settler(self.bits, self.tiny, float(limits.max))


def _settler(bits: int, tiny: float, huge: float) -> Callable[[Any], Any]:
    # A sixteenth of the range stays free, for operation orders whose intermediates are larger.
    smallest, largest, unit = arb(tiny), arb(huge / 16), arb(2.0**-bits)

    def settle(x: arb) -> arb:
        size = x.abs_upper()
        if not size <= largest:
            return INDEFINITE
        if x.is_exact() and x.bits() <= bits and (size >= smallest or size == 0):
            return x
        error = size * unit
        return x + arb(0, error if x.abs_lower() >= smallest else error + smallest)

    loop: Callable[[Any], Any] = np.frompyfunc(settle, 1, 1)
    return loop


FORMATS: dict[Precision, Format] = {
    "float64": Format(np.float64),
    "float32": Format(np.float32),
}


def _forward(operation: Callable[[Any, Any], Any]) -> Callable[[Balls, Any], Balls]:
    def method(self: Balls, other: Any) -> Balls:
        return self._settled(operation(self.arbs, _plain(other)))

    return method


def _reflected(operation: Callable[[Any, Any], Any]) -> Callable[[Balls, Any], Balls]:
    def method(self: Balls, other: Any) -> Balls:
        return self._settled(operation(_plain(other), self.arbs))

    return method


def _plain(operand: Any) -> Any:
    return operand.arbs if isinstance(operand, Balls) else operand


class Balls:
    """An array of balls, or a single one, in one floating-point format."""

    __slots__ = ("arbs", "form")

    def __init__(self, arbs: Any, form: Format) -> None:
        self.arbs = arbs
        self.form = form

    @classmethod
    def exactly(cls, numbers: Floats, form: Format) -> Balls:
        """Balls of radius zero."""
        return cls(np.asarray(_exact(numbers.astype(np.float64)), dtype=object), form)

    @classmethod
    def rounded(cls, number: float, form: Format) -> Balls:
        """One ball around a number that an implementation may have rounded once."""
        underflow = form.tiny if 0 < abs(number) < form.tiny else 0.0
        return cls(arb(number, abs(number) * form.unit + underflow), form)

    def _settled(self, arbs: Any) -> Balls:
        return Balls(self.form.settle(arbs), self.form)

    __add__, __radd__ = _forward(operator.add), _reflected(operator.add)
    __sub__, __rsub__ = _forward(operator.sub), _reflected(operator.sub)
    __mul__, __rmul__ = _forward(operator.mul), _reflected(operator.mul)
    __truediv__, __rtruediv__ = _forward(operator.truediv), _reflected(operator.truediv)
    __pow__ = _forward(operator.pow)

    def __neg__(self) -> Balls:
        return Balls(-self.arbs, self.form)

    def __bool__(self) -> bool:
        # Not "!=": a ball around zero that is not zero itself may be another number.
        return not self.arbs == 0  # noqa: SIM201

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs or ufunc not in _FUNCTIONS:
            return NotImplemented
        return self._settled(_FUNCTIONS[ufunc](*map(_plain, inputs)))

    def rounding(self) -> Balls:
        """Balls around zero, of the radius of four roundings of these numbers."""
        return Balls(_error(_absolute_upper(self.arbs) * arb(4 * self.form.unit)), self.form)

    def enclosures(self) -> tuple[Floats, Floats]:
        """Midpoints and radii as float64; a radius is NaN where nothing is known."""
        mid = np.asarray(_midpoint(self.arbs)).astype(np.float64)
        rad = np.asarray(_radius(self.arbs)).astype(np.float64)
        # The radius also has to cover the rounding of the midpoint to float64.
        return mid, np.where(rad > 0, rad + np.abs(mid) * 2.0**-53, rad)


_FUNCTIONS: dict[np.ufunc, Callable[..., Any]] = {np.sqrt: _root, np.maximum: _larger}


@contextmanager
def working_precision() -> Iterator[None]:
    """Ball operations inside carry ``WORKING_BITS`` bits."""
    before = ctx.prec
    ctx.prec = WORKING_BITS
    try:
        yield
    finally:
        ctx.prec = before
