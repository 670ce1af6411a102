"""Arrays of balls: numbers with guaranteed bounds on their rounding errors.

A ball is a midpoint with a radius. ``Balls`` is an array of ``flint.arb`` values that acts like a
NumPy array, so that the source of an update rule runs on it unchanged. Every operation returns
balls that contain all results of the same operation in the subject's floating-point format, for all
operands inside the operand balls: after the exact operation, ``settle`` adds u·|x| for the rounding
(u is the unit roundoff), adds the smallest normal number where the result may underflow (gradually
or to zero), and returns an indefinite ball where it may overflow.

Where a comparison cannot be decided for all numbers in the balls, ``numpy.where`` returns the hull
of both choices, and a comparison in control flow raises ``Undecided`` (see ``branching.py``).

Midpoints have more bits than the format, so that the rounding errors of this computation are
negligible.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from flint import arb

from ..scenarios.model import Floats, Precision
from .arb_functions import absolute_upper, error_ball, exact_ball, hull_ball, midpoint, radius, sign
from .ball_comparisons import Comparison, compare_arbs
from .ball_numbers import NumberLike
from .elementary_functions import APPROXIMATED, ROUNDED_ONCE, ROUNDINGS
from .float_formats import FORMATS, Format
from .unknown_operations import unknown_function

__all__ = ["FORMATS", "Balls", "Comparison", "Format"]

Axes: TypeAlias = int | tuple[int, ...] | None


def _arithmetic(operation: Callable[[Any, Any], Any], swap: bool = False) -> Any:
    def method(self: Balls, other: Any) -> Any:
        form = self.form
        if isinstance(other, Balls):
            if other.form is not form:
                return _apply(operation, other, self) if swap else _apply(operation, self, other)
            right = other.arbs
        elif isinstance(other, np.ndarray):
            return NotImplemented
        else:
            right = convert_operand(other, form)
        return Balls(
            form.settle(operation(right, self.arbs) if swap else operation(self.arbs, right)), form
        )

    return method


def _apply(operation: Callable[..., Any], *operands: Any) -> Balls:
    """Apply an operation to balls and numbers, and settle it in the coarsest format among them."""
    form = min((x.form for x in operands if isinstance(x, Balls)), key=lambda f: f.bits)
    return Balls(form.settle(operation(*(convert_operand(x, form) for x in operands))), form)


def convert_operand(operand: Any, form: Format) -> Any:
    """Return an operand as arbs; a number that the format cannot represent is a rounded ball."""
    if isinstance(operand, Balls):
        return operand.arbs
    if isinstance(operand, Comparison):
        return operand.to_balls().arbs
    if isinstance(operand, float | np.floating):
        return form.constant(float(operand))
    if isinstance(operand, np.ndarray) and operand.dtype != object:
        return np.asarray(_constants(form)(operand.astype(np.float64)), dtype=object)
    return operand


def _constants(form: Format) -> Any:
    return np.frompyfunc(lambda number: form.constant(float(number)), 1, 1)


def _comparison(operation: Callable[[Any, Any], Any], opposite: Callable[[Any, Any], Any]) -> Any:
    def method(self: Balls, other: Any) -> Comparison:
        left, right = self.arbs, convert_operand(other, self.form)
        surely = compare_arbs(operation, left, right)
        return Comparison(surely, compare_arbs(opposite, left, right), self.form)

    return method


def where(condition: Any, chosen: Any, otherwise: Any) -> Balls:
    """Return the first choice, the second, or the hull of both where it is undecided."""
    given = [x.to_balls() if isinstance(x, Comparison) else x for x in (chosen, otherwise)]
    like = next((x for x in given if isinstance(x, Balls)), None)
    if like is None:
        form = getattr(condition, "form", FORMATS["float64"])
        given[0] = like = Balls.exact(np.asarray(chosen), form)
    if isinstance(condition, Balls):
        condition = condition != 0.0
    return like.choose(condition, *given)


class Balls(NumberLike):
    """An array of balls, or a single one; ``ball_vectors.py`` has one for large arrays."""

    __slots__ = ("arbs", "form")

    def __init__(self, arbs: Any, form: Format) -> None:
        self.arbs = arbs
        self.form = form

    @classmethod
    def exact(cls, numbers: Floats, form: Format) -> Balls:
        """Return balls of radius zero."""
        return cls(np.asarray(exact_ball(numbers.astype(np.float64)), dtype=object), form)

    @classmethod
    def rounded(cls, number: float, form: Format) -> Balls:
        """Return one ball around a number that an implementation may have rounded once."""
        underflow = form.tiny if 0 < abs(number) < form.tiny else 0.0
        return cls(arb(number, abs(number) * form.unit + underflow), form)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy dtype with the limits of the format."""
        found: np.dtype[Any] = np.dtype(self.form.kind)
        return found

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array; () for a single ball."""
        return np.shape(self.arbs)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of balls."""
        return int(np.size(self.arbs))

    @property
    def T(self) -> Balls:  # noqa: N802 - NumPy's own name
        """The transposed array."""
        return Balls(self.arbs.T, self.form)

    __add__, __radd__ = _arithmetic(operator.add), _arithmetic(operator.add, True)
    __sub__, __rsub__ = _arithmetic(operator.sub), _arithmetic(operator.sub, True)
    __mul__, __rmul__ = _arithmetic(operator.mul), _arithmetic(operator.mul, True)
    __truediv__, __rtruediv__ = _arithmetic(operator.truediv), _arithmetic(operator.truediv, True)
    _power, __rpow__ = _arithmetic(operator.pow), _arithmetic(operator.pow, True)
    __lt__, __le__ = _comparison(operator.lt, operator.ge), _comparison(operator.le, operator.gt)
    __gt__, __ge__ = _comparison(operator.gt, operator.le), _comparison(operator.ge, operator.lt)
    __eq__, __ne__ = _comparison(operator.eq, operator.ne), _comparison(operator.ne, operator.eq)
    __hash__ = object.__hash__

    def __pow__(self, other: Any) -> Balls:
        found: Balls = self._power(other)
        return found.with_roundings(ROUNDINGS) if is_approximated(self, other) else found

    def __neg__(self) -> Balls:
        return Balls(-self.arbs, self.form)

    def __matmul__(self, other: Balls) -> Balls:
        """Return sums of products; the bound (n + 1)·u·Σ|x·y| covers all orders of summation."""
        form = min(self.form, other.form, key=lambda f: f.bits)
        return Balls(
            form.bound_sum(
                self.arbs @ other.arbs,
                absolute_upper(self.arbs) @ absolute_upper(other.arbs),
                self.shape[-1] + 1,
            ),
            form,
        )

    def __bool__(self) -> bool:
        # Not "!=": a ball that contains zero may be another number unless it is exactly zero.
        return not self.arbs == 0  # noqa: SIM201

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if ufunc in OPERATORS and method == "__call__" and not kwargs:
            balls = [self._with_numbers(x) if isinstance(x, np.ndarray) else x for x in inputs]
            return OPERATORS[ufunc](*balls)
        if method != "__call__" or kwargs or ufunc not in ARB_FUNCTIONS:
            raise unknown_function(ufunc)
        found = self.apply_ufunc(ufunc, inputs)
        return found.with_roundings(ROUNDINGS) if ufunc in APPROXIMATED else found

    def _with_numbers(self, numbers: Floats) -> Balls:
        """Return an array of constants as balls, so that no operator is tried with an array."""
        return Balls(convert_operand(numbers, self.form), self.form)

    def apply_ufunc(self, ufunc: np.ufunc, inputs: Sequence[Any]) -> Balls:
        """Return the results of a function, rounded once."""
        return _apply(ARB_FUNCTIONS[ufunc], *inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from .array_functions import apply_array_function

        return apply_array_function(function, args, kwargs)

    def with_arbs(self, arbs: Any) -> Balls:
        """Return other balls in the same format and representation."""
        return Balls(arbs, self.form)

    def with_roundings(self, times: int) -> Balls:
        """Return the numbers with the errors of further roundings."""
        return self.widened(self.rounding(times))

    def choose(self, condition: Any, chosen: Any, otherwise: Any) -> Balls:
        """Return the first choice, the second, or the hull of both where it is undecided."""
        one, other = (exact_ball(convert_operand(x, self.form)) for x in (chosen, otherwise))
        if not isinstance(condition, Comparison):
            return Balls(np.where(condition, one, other), self.form)
        either = np.where(condition.surely_not, other, hull_ball(one, other))
        return Balls(np.where(condition.surely, one, either), self.form)

    def sum(self, axis: Axes = None, keepdims: bool = False, **_: Any) -> Balls:
        """Return sums; the bound n·u·Σ|x| covers all orders of summation."""
        count = count_summed(self.shape, axis)
        total, absolute = (
            np.asarray(np.sum(x, axis=axis, keepdims=keepdims, initial=arb(0)), dtype=object)
            for x in (np.asarray(self.arbs), np.asarray(absolute_upper(self.arbs)))
        )
        return Balls(self.form.bound_sum(total, absolute, count), self.form)

    def rounding(self, times: int = 4) -> Balls:
        """Return balls around zero with the radius of ``times`` roundings of these numbers."""
        return Balls(error_ball(absolute_upper(self.arbs) * arb(times * self.form.unit)), self.form)

    def widened(self, by: Balls) -> Balls:
        """Return the numbers with this error added; indefinite where the error is indefinite."""
        return Balls(self.arbs + by.arbs, self.form)

    def in_single(self) -> Balls:
        """Return the numbers after one rounding to float32."""
        return Balls(FORMATS["float32"].settle(self.arbs), self.form)

    def rounded_to_single(self) -> Balls:
        """Return what float32 makes of the numbers: one value, if it is the same for both ends."""
        middle, radius = self.to_arrays()
        if not np.isfinite(middle).all() or not np.isfinite(radius).all():
            return self.in_single()
        with np.errstate(over="ignore"):
            ends = [np.asarray(middle + sign * radius, np.float32) for sign in (-1, 1)]
        low, high = (type(self).exact(end.astype(np.float64), self.form) for end in ends)
        return low.hull(high)

    def cast(self, form: Precision | Format) -> Balls:
        """Return the numbers after conversion to another format."""
        known = form if isinstance(form, Format) else FORMATS[form]
        return Balls(known.settle(self.arbs), known)

    def hull(self, other: Balls) -> Balls:
        """Return the smallest balls that contain both."""
        return Balls(hull_ball(self.arbs, other.arbs), self.form)

    def has_finite(self) -> bool:
        """Return whether any of the balls is finite."""
        return any(x.is_finite() for x in np.ravel(self.arbs))

    def to_arrays(self) -> tuple[Floats, Floats]:
        """Return midpoints and radii as float64; the radius of an indefinite ball is NaN."""
        mid = np.asarray(midpoint(self.arbs)).astype(np.float64)
        rad = np.asarray(radius(self.arbs)).astype(np.float64)
        # The radius also has to cover the rounding of the midpoint to float64.
        return mid, np.where(rad > 0, rad + np.abs(mid) * 2.0**-53, rad)


def is_approximated(base: Balls, exponent: Any) -> bool:
    """Return whether libraries approximate the power: of an array, with a broken exponent."""
    is_usual = isinstance(exponent, int | float) and exponent * 2 == int(exponent * 2)
    return base.ndim > 0 and not is_usual


def count_summed(shape: tuple[int, ...], axis: Axes) -> int:
    """Return the number of elements that are added along axes."""
    if axis is None:
        return math.prod(shape)
    axes = axis if isinstance(axis, tuple) else (axis,)  # an axis may be a number of NumPy
    return math.prod(shape[a] for a in axes)


ARB_FUNCTIONS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.true_divide: operator.truediv,
    np.sqrt: np.frompyfunc(lambda x: x.sqrt(), 1, 1),
    np.absolute: np.frompyfunc(abs, 1, 1),
    np.sign: np.frompyfunc(sign, 1, 1),
    np.maximum: np.frompyfunc(lambda x, y: arb(x).max(arb(y)), 2, 1),
    np.minimum: np.frompyfunc(lambda x, y: arb(x).min(arb(y)), 2, 1),
    **ROUNDED_ONCE,
    **APPROXIMATED,
}

# Functions that are the same as an operator of Python.
OPERATORS: dict[np.ufunc, Callable[..., Any]] = {
    np.less: operator.lt, np.less_equal: operator.le, np.greater: operator.gt,
    np.greater_equal: operator.ge, np.equal: operator.eq, np.not_equal: operator.ne,
    np.matmul: operator.matmul, np.remainder: operator.mod, np.floor_divide: operator.floordiv,
}  # fmt: skip
