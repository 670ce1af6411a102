"""Arrays of balls: numbers with a rigorous bound on what rounding can have made of them.

An array of ``flint.arb`` values behind NumPy's ufunc protocol, so that the source of an update
rule runs on it unchanged. Every operation returns a ball that contains the result of the same
operation in the subject's floating-point format, for all operands inside the operand balls:
``arb`` accounts for rounding at the working precision, ``_settle`` for underflow and overflow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from .scenario import Floats, Precision

INDEFINITE = arb("nan")


@dataclass(frozen=True)
class Format:
    """A floating-point format: bits of precision, smallest normal and largest number."""

    bits: int
    tiny: float
    huge: float

    @property
    def unit(self) -> float:
        """The unit roundoff u."""
        return 2.0**-self.bits


FORMATS: dict[Precision, Format] = {
    "float64": Format(53, float(np.finfo(np.float64).tiny), float(np.finfo(np.float64).max)),
    "float32": Format(24, float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max)),
}


class Balls(np.lib.mixins.NDArrayOperatorsMixin):
    """An array of balls in one floating-point format."""

    def __init__(self, arbs: NDArray[Any], form: Format) -> None:
        self.arbs = arbs
        self.form = form

    @classmethod
    def exactly(cls, numbers: Any, form: Format) -> Balls:
        """Balls of radius zero."""
        return cls(_elementwise(arb)(np.asarray(numbers, np.float64)), form)

    @classmethod
    def rounded(cls, number: float, form: Format) -> Balls:
        """One ball around a number that an implementation may have rounded once."""
        return cls(np.array(arb(number, abs(number) * form.unit), dtype=object), form)

    def __bool__(self) -> bool:
        return not self.arbs.item() == 0

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs or ufunc not in _LOOPS:
            return NotImplemented
        operands = [x.arbs if isinstance(x, Balls) else x for x in inputs]
        settled = _elementwise(_settler(self.form))(_LOOPS[ufunc](*operands))
        return Balls(settled, self.form)

    def rounding(self) -> Balls:
        """Balls around zero, of the radius of four roundings of these numbers."""
        unit = arb(4 * self.form.unit)
        return Balls(_elementwise(lambda x: arb(0, x.abs_upper() * unit))(self.arbs), self.form)

    def enclosures(self) -> tuple[Floats, Floats]:
        """Midpoints and radii as float64; a radius is NaN where nothing is known."""
        mid = _elementwise(_midpoint)(self.arbs).astype(np.float64)
        rad = _elementwise(_radius)(self.arbs).astype(np.float64)
        return mid, rad


def _elementwise(function: Callable[..., Any], arity: int = 1) -> Callable[..., NDArray[Any]]:
    loop = np.frompyfunc(function, arity, 1)
    return lambda *operands: np.asarray(loop(*operands), dtype=object)


def _midpoint(x: arb) -> float:
    return float(x.mid()) if x.is_finite() else np.nan


def _radius(x: arb) -> float:
    return float(x.rad()) if x.is_finite() else np.nan


def _settler(form: Format) -> Callable[[arb], arb]:
    # A sixteenth of the range stays free, for operation orders whose intermediates are larger.
    tiny, huge, underflow = arb(form.tiny), arb(form.huge / 16), arb(0, form.tiny)

    def settle(x: arb) -> arb:
        if x.abs_lower() >= tiny and x.abs_upper() <= huge:
            return x
        if x == 0:
            return x
        return x + underflow if x.abs_upper() <= huge else INDEFINITE

    return settle


_LOOPS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: np.add,
    np.subtract: np.subtract,
    np.multiply: np.multiply,
    np.divide: np.divide,
    np.negative: np.negative,
    np.power: np.power,
    np.sqrt: _elementwise(lambda x: x.sqrt()),
    np.maximum: _elementwise(lambda x, y: x.max(y), arity=2),
}


@contextmanager
def working_precision(form: Format) -> Iterator[None]:
    """Ball operations inside round to the format's precision."""
    before = ctx.prec
    ctx.prec = form.bits
    try:
        yield
    finally:
        ctx.prec = before
