"""Comparisons of balls: where they are certainly true, certainly false, or undecided."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

from .branching import resolve_comparison
from .float_formats import FORMATS, Format
from .unknown_operations import unknown_function

if TYPE_CHECKING:
    from .ball_arrays import Balls


def _arithmetic(name: str) -> Callable[[Comparison, Any], Any]:
    def method(self: Comparison, other: Any) -> Any:
        if isinstance(other, Comparison):
            other = other.to_balls()
        return getattr(self.to_balls(), name)(other)

    return method


class Comparison:
    """The elements for which a comparison is certainly true or certainly false.

    As a number, an element is 1, 0, or the ball that contains both where it is undecided.
    """

    def __init__(self, surely: Any, surely_not: Any, form: Format | None = None) -> None:
        self.surely = np.asarray(surely, dtype=bool)
        self.surely_not = np.asarray(surely_not, dtype=bool)
        self.form = form or FORMATS["float64"]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.surely.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.surely.ndim

    @property
    def size(self) -> int:
        """The number of elements."""
        return self.surely.size

    def to_balls(self) -> Balls:
        """Return 1 where the comparison is true, 0 where it is false, and the hull of both."""
        from .ball_arrays import Balls, where

        return where(self, Balls.exact(np.ones(()), self.form), 0.0)

    def astype(self, dtype: Any, **_: Any) -> Any:
        """Return numbers, or the comparison itself for ``bool``."""
        return self if np.dtype(dtype) == np.bool_ else self.to_balls()

    def any(self) -> Comparison:
        """Return whether any element is true."""
        return Comparison(self.surely.any(), self.surely_not.all(), self.form)

    def all(self) -> Comparison:
        """Return whether all elements are true."""
        return Comparison(self.surely.all(), self.surely_not.any(), self.form)

    def sum(self, *args: Any, **kwargs: Any) -> Any:
        """Return the number of true elements."""
        return self.to_balls().sum(*args, **kwargs)

    def mean(self, *args: Any, **kwargs: Any) -> Any:
        """Return the share of true elements."""
        return self.to_balls().mean(*args, **kwargs)

    def __getitem__(self, key: Any) -> Comparison:
        return Comparison(self.surely[key], self.surely_not[key], self.form)

    def reshape(self, *shape: Any) -> Comparison:
        """Return the comparison in another shape."""
        return Comparison(self.surely.reshape(*shape), self.surely_not.reshape(*shape), self.form)

    def __invert__(self) -> Comparison:
        return Comparison(self.surely_not, self.surely, self.form)

    def __and__(self, other: Any) -> Comparison:
        also = as_comparison(other)
        return Comparison(self.surely & also.surely, self.surely_not | also.surely_not, self.form)

    def __or__(self, other: Any) -> Comparison:
        return ~(~self & ~as_comparison(other))

    def __xor__(self, other: Any) -> Comparison:
        also = as_comparison(other)
        return (self & ~also) | (~self & also)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__
    __mul__, __rmul__ = _arithmetic("__mul__"), _arithmetic("__rmul__")
    __add__, __radd__ = _arithmetic("__add__"), _arithmetic("__radd__")
    __sub__, __rsub__ = _arithmetic("__sub__"), _arithmetic("__rsub__")
    __truediv__, __rtruediv__ = _arithmetic("__truediv__"), _arithmetic("__rtruediv__")

    def __bool__(self) -> bool:
        return resolve_comparison(bool(self.surely), bool(self.surely_not))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs:
            raise unknown_function(ufunc)
        if ufunc in LOGICAL:
            return LOGICAL[ufunc](*map(as_comparison, inputs))
        numbers = [x.to_balls() if isinstance(x, Comparison) else x for x in inputs]
        return ufunc(*numbers)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from .array_functions import apply_array_function

        return apply_array_function(function, args, kwargs)


# Comparisons that hold for a number and itself.
REFLEXIVE = (operator.le, operator.ge, operator.eq)


def compare_arbs(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Return where a comparison is surely true.

    The same ball on both sides stands for the same number: a threshold that is one of the elements,
    as the k-th largest is, equals this element in every implementation.
    """
    surely = np.asarray(operation(left, right), dtype=bool)
    if operation in REFLEXIVE and not surely.all():
        surely = surely | np.asarray(same_ball(left, right), dtype=bool)
    return surely


def _issame_ball(x: Any, y: Any) -> bool:
    if not (isinstance(x, arb) and isinstance(y, arb) and x.is_finite() and y.is_finite()):
        return False
    return bool(x.mid() == y.mid() and x.rad() == y.rad())


same_ball = np.frompyfunc(_issame_ball, 2, 1)


def as_comparison(value: Any) -> Comparison:
    """Return a comparison, or an array of flags as one."""
    return value if isinstance(value, Comparison) else Comparison(value, np.logical_not(value))


LOGICAL: dict[np.ufunc, Callable[..., Comparison]] = {
    np.logical_and: lambda x, y: x & y,
    np.logical_or: lambda x, y: x | y,
    np.logical_xor: lambda x, y: x ^ y,
    np.logical_not: lambda x: ~x,
    np.bitwise_and: lambda x, y: x & y,
    np.bitwise_or: lambda x, y: x | y,
    np.bitwise_xor: lambda x, y: x ^ y,
    np.invert: lambda x: ~x,
}
