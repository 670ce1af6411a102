"""Large arrays of balls as float64 arrays, on which an operation costs much less for each element.

``BallVector`` gives the results of ``Balls``, which it is a kind of: the same bounds, wider by a
factor of less than 1.01, and indefinite in the same cases. The midpoints are pairs of float64
numbers, so that their own rounding errors are negligible against those of a subject in float64.
Elements for which the bounds of ``vector_operations.py`` do not hold (undecided comparisons,
results near overflow or underflow, wide divisors) are computed with ``arb``, one by one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..scenarios.model import Floats, Precision
from . import vector_operations as vectors
from .arb_functions import exact_ball
from .ball_arrays import (
    ARB_FUNCTIONS,
    FORMATS,
    Axes,
    Balls,
    Comparison,
    convert_operand,
    is_approximated,
)
from .elementary_functions import ROUNDINGS
from .float_formats import Format
from .vector_elements import Kernel, apply_to_elements, compare_elements, put_hulls
from .vector_reductions import matrix_product, total
from .vector_rounding import OUTWARD, Vector, arbs_from_vector, vector_from_arbs

# From this number of elements on, vectors are faster than arrays of arbs.
LARGE = 256


def exact_balls(numbers: Floats, form: Format) -> Balls:
    """Return balls of radius zero in the representation that is faster for so many."""
    kind = Balls if numbers.size < LARGE else BallVector
    return kind.exact(numbers, form)


def _arithmetic(kernel: Kernel | None, operation: Callable[..., Any], swap: bool = False) -> Any:
    def method(self: BallVector, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented
        if swap:
            return _apply(kernel, operation, other, self)
        return _apply(kernel, operation, self, other)

    return method


def _apply(kernel: Kernel | None, operation: Callable[..., Any], *operands: Any) -> BallVector:
    """Apply an operation, and round in the coarsest format of the operands."""
    form = min((x.form for x in operands if isinstance(x, Balls)), key=lambda f: f.bits)
    if kernel is None:
        arbs = form.settle(operation(*(convert_operand(x, form) for x in operands)))
        return BallVector(vector_from_arbs(arbs), form)
    parts = [_as_vector(x, form) for x in operands]
    return BallVector(apply_to_elements(kernel, operation, parts, form), form)


def _as_vector(operand: Any, form: Format) -> Vector:
    if isinstance(operand, BallVector):
        return operand.parts
    return vector_from_arbs(exact_ball(convert_operand(operand, form)))


def _comparison(compare: Callable[[Any, Any], Any], opposite: Callable[[Any, Any], Any]) -> Any:
    def method(self: BallVector, other: Any) -> Comparison:
        operands = [self.parts, _as_vector(other, self.form)]
        return Comparison(*compare_elements((compare, opposite), operands), self.form)

    return method


class BallVector(Balls):
    """A large array of balls, stored in float64 arrays."""

    __slots__ = ("parts",)

    def __init__(self, parts: Vector, form: Format) -> None:
        self.parts = parts
        self.form = form

    @classmethod
    def exact(cls, numbers: Floats, form: Format) -> BallVector:
        """Return balls of radius zero."""
        high = np.array(numbers, dtype=np.float64, order="C")
        indefinite = np.where(np.isfinite(high), 0.0, np.nan)
        return cls(Vector(high + indefinite, np.zeros(high.shape), indefinite), form)

    @property
    def arbs(self) -> Any:
        """The balls as arbs."""
        return arbs_from_vector(self.parts)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.parts.high.shape

    @property
    def size(self) -> int:
        return self.parts.high.size

    @property
    def T(self) -> BallVector:  # noqa: N802 - NumPy's own name
        return BallVector(Vector(*(part.T for part in self.parts)), self.form)

    __add__ = _arithmetic(vectors.add, operator.add)
    __radd__ = _arithmetic(vectors.add, operator.add, True)
    __sub__ = _arithmetic(vectors.subtract, operator.sub)
    __rsub__ = _arithmetic(vectors.subtract, operator.sub, True)
    __mul__ = _arithmetic(vectors.multiply, operator.mul)
    __rmul__ = _arithmetic(vectors.multiply, operator.mul, True)
    __truediv__ = _arithmetic(vectors.divide, operator.truediv)
    __rtruediv__ = _arithmetic(vectors.divide, operator.truediv, True)
    __rpow__ = _arithmetic(None, operator.pow, True)
    __lt__, __le__ = _comparison(operator.lt, operator.ge), _comparison(operator.le, operator.gt)
    __gt__, __ge__ = _comparison(operator.gt, operator.le), _comparison(operator.ge, operator.lt)
    __eq__, __ne__ = _comparison(operator.eq, operator.ne), _comparison(operator.ne, operator.eq)
    __hash__ = Balls.__hash__

    def __pow__(self, other: Any) -> Balls:
        if isinstance(other, int | float) and other == 2:
            return self._apply(vectors.square, lambda x: x**2, self.form)
        found = _apply(None, operator.pow, self, other)
        return found.with_roundings(ROUNDINGS) if is_approximated(self, other) else found

    def __neg__(self) -> BallVector:
        return BallVector(vectors.negate(self.parts), self.form)

    def __matmul__(self, other: Balls) -> Balls:
        form = min(self.form, other.form, key=lambda f: f.bits)
        product = matrix_product(self.parts, _as_vector(other, form), form)
        return super().__matmul__(other) if product is None else BallVector(product, form)

    def apply_ufunc(self, ufunc: np.ufunc, inputs: Sequence[Any]) -> BallVector:
        return _apply(_KERNELS.get(ufunc), ARB_FUNCTIONS[ufunc], *inputs)

    def with_arbs(self, arbs: Any) -> Balls:
        balls = np.asarray(arbs, dtype=object)
        if balls.size < LARGE:
            return Balls(balls, self.form)
        return BallVector(vector_from_arbs(balls), self.form)

    def choose(self, condition: Any, chosen: Any, otherwise: Any) -> BallVector:
        operands = [_as_vector(x, self.form) for x in (chosen, otherwise)]
        is_decided = isinstance(condition, Comparison)
        surely = condition.surely if is_decided else np.asarray(condition)
        found = vectors.select(surely, *operands)
        if is_decided:
            open_places = np.broadcast_to(~(surely | condition.surely_not), found.high.shape)
            put_hulls(found, operands, np.flatnonzero(open_places))
        return BallVector(found, self.form)

    def sum(self, axis: Axes = None, keepdims: bool = False, **_: Any) -> Balls:
        one = axis is None or isinstance(axis, int)
        found = total(self.parts, self.form, axis, keepdims) if one else None  # type: ignore[arg-type]
        if found is None:
            balls = super().sum(axis, keepdims)
            return balls if balls.ndim == 0 else BallVector(vector_from_arbs(balls.arbs), self.form)
        sums = BallVector(found, self.form)
        # Scalars are few, and go through more operations than vectors have kernels for.
        return Balls(sums.arbs, self.form) if sums.ndim == 0 else sums

    def rounding(self, times: int = 4) -> BallVector:
        size = np.abs(self.parts.high) + self.parts.radius
        # The last term covers products below the normal range.
        radius = size * (times * self.form.unit * OUTWARD) + (size * times > 0) * 2.0**-1070
        zeros = np.where(np.isnan(radius), np.nan, 0.0)
        return BallVector(Vector(zeros, np.zeros(size.shape), radius), self.form)

    def widened(self, by: Balls) -> BallVector:
        error = _as_vector(by, self.form)
        if (error.high != 0).any():
            return BallVector(vector_from_arbs(self.arbs + by.arbs), self.form)
        high, low, radius = self.parts
        wider = np.where(error.radius == 0, radius, (radius + error.radius) * OUTWARD)
        return BallVector(
            Vector(high + np.where(np.isnan(wider), np.nan, 0.0), low, wider), self.form
        )

    def in_single(self) -> BallVector:
        return BallVector(self.cast("float32").parts, self.form)

    def cast(self, form: Precision | Format) -> BallVector:
        known = form if isinstance(form, Format) else FORMATS[form]
        return self._apply(vectors.copy, lambda x: x, known)

    def _apply(self, kernel: Kernel, operation: Callable[[Any], Any], form: Format) -> BallVector:
        return BallVector(apply_to_elements(kernel, operation, [self.parts], form), form)

    def hull(self, other: Balls) -> BallVector:
        operands = [self.parts, _as_vector(other, self.form)]
        found = vectors.copy(self.parts)
        differs = np.zeros(self.shape, dtype=bool)
        for mine, theirs in zip(*operands, strict=True):
            differs |= mine != theirs
        put_hulls(found, operands, np.flatnonzero(differs))
        return BallVector(found, self.form)

    def has_finite(self) -> bool:
        return bool(np.isfinite(self.parts.radius).any())

    def to_arrays(self) -> tuple[Floats, Floats]:
        mid, _, rad = self.parts
        # The radius also has to cover the rounding of the midpoint to float64.
        return mid.copy(), np.where(rad > 0, (rad + np.abs(mid) * 2.0**-53) * OUTWARD, rad)


_KERNELS: dict[np.ufunc, Kernel] = {
    np.add: vectors.add,
    np.subtract: vectors.subtract,
    np.multiply: vectors.multiply,
    np.true_divide: vectors.divide,
    np.sqrt: vectors.square_root,
    np.absolute: vectors.absolute,
    np.sign: vectors.sign,
    np.maximum: vectors.maximum,
    np.minimum: vectors.minimum,
}
