"""What arrays of balls have in common with the arrays and numbers of NumPy."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .unknown_operations import unknown_operation

if TYPE_CHECKING:
    from .ball_arrays import Balls


class NumberLike:
    """The methods that move elements, and those that need an exact number.

    The step count is exact, so that a rule may use it in ``range`` and ``%``.
    """

    __slots__ = ()

    arbs: Any
    form: Any

    def __getitem__(self: Any, key: Any) -> Balls:
        if not _is_plain_key(key):
            raise unknown_operation("An index that is an array", "np.where(condition, x, y)")
        found: Balls = self.with_arbs(np.asarray(self.arbs, dtype=object)[key])
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        raise unknown_operation("An assignment to elements", "np.where(condition, x, y)")

    def __len__(self: Any) -> int:
        return int(self.shape[0])

    def __iter__(self: Any) -> Iterator[Balls]:
        return (self[k] for k in range(len(self)))

    def reshape(self: Any, *shape: Any, **_: Any) -> Balls:
        """Return the balls in another shape."""
        found: Balls = self.with_arbs(np.asarray(self.arbs, dtype=object).reshape(*shape))
        return found

    def ravel(self) -> Balls:
        """Return the balls as one row."""
        return self.reshape(-1)

    def flatten(self) -> Balls:
        """Return the balls as one row."""
        return self.reshape(-1)

    def transpose(self: Any, *axes: Any) -> Balls:
        """Return the balls with their axes in another order."""
        found: Balls = self.with_arbs(np.asarray(self.arbs, dtype=object).transpose(*axes))
        return found

    def swapaxes(self: Any, one: int, other: int) -> Balls:
        """Return the balls with two axes swapped."""
        found: Balls = np.swapaxes(self, one, other)
        return found

    def squeeze(self: Any, axis: Any = None) -> Balls:
        """Return the balls without axes of length 1."""
        found: Balls = np.squeeze(self, axis)
        return found

    def copy(self: Any) -> Any:
        """Return the balls, which no operation changes."""
        return self

    def astype(self: Any, dtype: Any, **_: Any) -> Any:
        """Return the balls; a change of the precision belongs to no rule."""
        return self

    def mean(self: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
        """Return means; an empty array has an indefinite one."""
        total = self.sum(axis=axis, keepdims=keepdims)
        return total / (self.size // max(1, total.size))

    def max(self: Any, axis: Any = None, keepdims: bool = False) -> Any:
        """Return the largest elements."""
        return np.max(self, axis=axis, keepdims=keepdims)

    def min(self: Any, axis: Any = None, keepdims: bool = False) -> Any:
        """Return the smallest elements."""
        return np.min(self, axis=axis, keepdims=keepdims)

    def clip(self: Any, low: Any = None, high: Any = None) -> Any:
        """Return the balls between two limits."""
        return np.clip(self, low, high)

    def dot(self: Any, other: Any) -> Any:
        """Return a matrix product."""
        return np.dot(self, other)

    def argmax(self: Any, axis: Any = None) -> Any:
        """Return the index of the largest element."""
        return np.argmax(self, axis)

    def __abs__(self: Any) -> Any:
        return np.abs(self)

    def __pos__(self: Any) -> Any:
        return self

    def __float__(self: Any) -> float:
        return _exact_number(self, "float() or a function of the module math", "a function of np")

    def __int__(self: Any) -> int:
        """Return a whole number; where rounding decides between two, both are followed.

        A number that is whole in float64, as a share of the number of elements often is, is taken
        for exact: a share is a Python number in every implementation.
        """
        arbs = np.ravel(np.asarray(self.arbs, dtype=object))
        if len(arbs) != 1 or not arbs[0].is_finite():
            raise unknown_operation("int() of an array, or of a number that is not known")
        nominal = float(arbs[0].mid())
        if nominal == math.trunc(nominal):
            return int(nominal)
        low, high = (math.trunc(float(end)) for end in (arbs[0].lower(), arbs[0].upper()))
        for whole in range(high, low, -1):
            # From which number on it is rounded towards zero to this one.
            if self >= whole if whole > 0 else self > whole - 1:
                return whole
        return low

    def __index__(self: Any) -> int:
        return operator.index(_whole_number(self))

    def __mod__(self: Any, other: Any) -> Any:
        return self.exact(np.asarray(float(_whole_number(self) % _whole_number(other))), self.form)

    def __floordiv__(self: Any, other: Any) -> Any:
        return self.exact(np.asarray(float(_whole_number(self) // _whole_number(other))), self.form)


def _is_plain_key(key: Any) -> bool:
    parts = key if isinstance(key, tuple) else (key,)
    plain: tuple[Callable[[Any], bool], ...] = (
        lambda k: k is None or k is Ellipsis,
        lambda k: isinstance(k, int | slice | np.integer),
    )
    return all(any(holds(part) for holds in plain) for part in parts)


def _exact_number(x: Any, what: str, instead: str) -> float:
    arbs = np.ravel(np.asarray(x.arbs, dtype=object))
    if len(arbs) != 1 or not arbs[0].is_exact() or not arbs[0].is_finite():
        raise unknown_operation(what, instead)
    return float(arbs[0])


def _whole_number(x: Any) -> int:
    number = x if isinstance(x, int | float) else _exact_number(x, "% or // of a number", "")
    if not math.isfinite(number) or number != int(number):
        raise unknown_operation("% or // of a number that is not whole")
    return int(number)
