"""The functions of NumPy that take whole arrays, for arrays of balls.

The function of NumPy itself moves the elements of arrays; sums, order statistics and norms have
bounds for all orders of operations.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from flint import arb

from .ball_arrays import Balls, where
from .ball_comparisons import Comparison, as_comparison, same_ball
from .unknown_operations import unknown_function

# Functions that only move elements.
MOVING = {
    np.broadcast_to, np.concatenate, np.copy, np.expand_dims, np.flip, np.hstack, np.moveaxis,
    np.ravel, np.repeat, np.reshape, np.roll, np.squeeze, np.stack, np.swapaxes, np.tile,
    np.transpose, np.vstack, np.atleast_1d, np.atleast_2d, np.rollaxis, np.matrix_transpose,
}  # fmt: skip


def apply_array_function(function: Any, args: Any, kwargs: Any) -> Any:
    """Return the result of a function of NumPy for balls.

    Raises:
        UnknownOperation: the function has no enclosure.
    """
    if function in MOVING:
        return _move(function, args, kwargs)
    if function is np.where and len(args) == 3 and not kwargs:
        return where(*args)
    if function not in FUNCTIONS or kwargs.get("out") is not None:
        raise unknown_function(function)
    numbers = [x.to_balls() if _is_number(function, x) else x for x in args]
    return FUNCTIONS[function](*numbers, **kwargs)


def _is_number(function: Any, value: Any) -> bool:
    return isinstance(value, Comparison) and function not in (np.any, np.all)


def _move(function: Any, args: Any, kwargs: Any) -> Any:
    like = next(_balls_in(args))

    def unwrap(value: Any) -> Any:
        if isinstance(value, Comparison):
            value = value.to_balls()
        if isinstance(value, Balls):
            return np.asarray(value.arbs, dtype=object)
        if isinstance(value, list | tuple) and any(True for _ in _balls_in(value)):
            return [unwrap(v) for v in value]
        return value

    return like.with_arbs(function(*map(unwrap, args), **kwargs))


def _balls_in(value: Any) -> Any:
    if isinstance(value, Comparison):
        yield value.to_balls()
    elif isinstance(value, Balls):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _balls_in(item)


_largest: Any = np.frompyfunc(lambda x, y: arb(x).max(arb(y)), 2, 1)
_smallest: Any = np.frompyfunc(lambda x, y: arb(x).min(arb(y)), 2, 1)
_lower = np.frompyfunc(lambda x: arb(x.lower()), 1, 1)
_upper = np.frompyfunc(lambda x: arb(x.upper()), 1, 1)
_hull = np.frompyfunc(lambda x, y: x.union(y), 2, 1)
_is_finite = np.frompyfunc(lambda x: x.is_finite(), 1, 1)


def _extreme(fold: Any, x: Balls, axis: Any = None, keepdims: bool = False) -> Balls:
    arbs = np.asarray(x.arbs, dtype=object)
    axes = range(arbs.ndim) if axis is None else np.atleast_1d(axis)
    for one in sorted({int(a) % max(1, arbs.ndim) for a in axes}, reverse=True):
        arbs = np.asarray(fold.reduce(arbs, axis=one, keepdims=keepdims), dtype=object)
    return x.with_arbs(arbs)


def _mean(x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
    return x.mean(axis=axis, keepdims=keepdims)


def _sum(x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
    return x.sum(axis=axis, keepdims=keepdims)


def _variance(x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
    difference = x - x.mean(axis=axis, keepdims=True)
    return (difference * difference).mean(axis=axis, keepdims=keepdims)


def _product(x: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Any:
    arbs = np.asarray(x.arbs, dtype=object)
    found = np.prod(arbs, axis=axis, keepdims=keepdims)
    count = x.size // max(1, np.size(found))
    return x.with_arbs(x.form.settle(found)).with_roundings(count)


def _sort(x: Balls, axis: int | None = -1, **_: Any) -> Balls:
    """Return the order statistics: of all numbers in the balls, k-th from the lower bounds up."""
    arbs = np.asarray(x.arbs, dtype=object)
    if not all(np.ravel(_is_finite(arbs))):
        return x.with_arbs(arbs * arb("nan"))
    if axis is None:
        arbs, axis = arbs.ravel(), -1
    rows = np.moveaxis(arbs, axis, -1)
    low, high = (np.sort(bound(rows), axis=-1) for bound in (_lower, _upper))
    given = np.take_along_axis(rows, np.argsort(_lower(rows), -1, "stable"), -1)
    found = np.where(_has_certain_place(given, low, high), given, _hull(low, high))
    return x.with_arbs(np.moveaxis(found, -1, axis))


def _has_certain_place(given: Any, low: Any, high: Any) -> Any:
    """Return where the k-th number is known to be one of those given, not only to be close to it.

    Args:
        given: rows of balls in the order of their lower ends.
        low, high: the lower and upper ends in order.
    """
    count = given.shape[-1]
    from_left, from_right = np.ones(given.shape, dtype=bool), np.ones(given.shape, dtype=bool)
    apart = np.asarray(high[..., :-1] <= low[..., 1:], dtype=bool)
    equal = np.asarray(same_ball(given[..., :-1], given[..., 1:]), dtype=bool)
    for k in range(1, count):
        place = apart[..., k - 1] | (equal[..., k - 1] & from_left[..., k - 1])
        from_left[..., k] = place
    for k in range(count - 2, -1, -1):
        from_right[..., k] = apart[..., k] | (equal[..., k] & from_right[..., k + 1])
    return from_left & from_right


def _partition(x: Balls, kth: Any, axis: int | None = -1, **_: Any) -> Balls:
    return _sort(x, axis)


def _quantile(x: Balls, q: Any, axis: int | None = None, keepdims: bool = False) -> Balls:
    """Return the quantile between the two neighbours in the order, as NumPy has it."""
    ordered = _sort(x, axis)
    along = -1 if axis is None else axis
    count = ordered.shape[along]
    position = float(q) * (count - 1)
    low, share = int(position), position - int(position)
    one, other = (_take(ordered, k, along) for k in (low, min(low + 1, count - 1)))
    found = one if share == 0 else one + share * (other - one)
    if not keepdims:
        return found
    shape = (1,) * x.ndim if axis is None else np.expand_dims(found.arbs, axis).shape
    return found.reshape(shape)


def _take(x: Balls, k: int, axis: int) -> Balls:
    return x.with_arbs(np.take(np.asarray(x.arbs, dtype=object), k, axis=axis))


def _median(x: Balls, axis: int | None = None, keepdims: bool = False) -> Balls:
    return _quantile(x, 0.5, axis, keepdims)


def _percentile(x: Balls, q: Any, axis: int | None = None, keepdims: bool = False) -> Balls:
    return _quantile(x, float(q) / 100, axis, keepdims)


def _argmax(x: Balls, axis: int | None = None) -> Any:
    """Return the index of the largest element; where it is undecided, all are tried in turn."""
    if axis is None:
        return _first_best(list(x.ravel()), lambda one, other: bool(one > other))
    rows = np.moveaxis(np.asarray(x.arbs, dtype=object), axis, -1)
    flat = rows.reshape(-1, rows.shape[-1])
    found = [_argmax(Balls(row, x.form)) for row in flat]
    return np.array(found).reshape(rows.shape[:-1])


def _argmin(x: Balls, axis: int | None = None) -> Any:
    return _argmax(-x, axis)


def _first_best(items: list[Any], is_better: Callable[[Any, Any], bool]) -> int:
    return reduce(
        lambda best, k: k if is_better(items[k], items[best]) else best, range(len(items))
    )


def _argsort(x: Balls, axis: int = -1, **_: Any) -> Any:
    """Return the order of the elements; where it is undecided, all are tried in turn."""
    if x.ndim != 1:
        raise unknown_function(np.argsort)
    order: list[int] = []
    items = list(x)
    for k, item in enumerate(items):
        place = len(order)
        while place > 0 and item < items[order[place - 1]]:
            place -= 1
        order.insert(place, k)
    return np.array(order)


def _norm(
    x: Balls,
    ord: Any = None,  # noqa: A002 - the name in NumPy
    axis: Any = None,
    keepdims: bool = False,
) -> Balls:
    if ord in (np.inf, -np.inf) and x.ndim - (axis is None) < 2:
        return _extreme(_largest if ord > 0 else _smallest, np.abs(x), axis, keepdims)
    if ord == 1 and (x.ndim == 1 or axis is not None):
        found: Balls = np.abs(x).sum(axis=axis, keepdims=keepdims)
        return found
    if ord not in (None, 2, "fro") or (ord == 2 and x.ndim > 1 and axis is None):
        raise unknown_function(np.linalg.norm)
    root: Balls = np.sqrt((x * x).sum(axis=axis, keepdims=keepdims))
    return root


def _clip(x: Any, low: Any = None, high: Any = None, *, min: Any = None, max: Any = None) -> Any:  # noqa: A002
    low, high = (min if low is None else low), (max if high is None else high)
    x = x if low is None else np.maximum(x, low)
    return x if high is None else np.minimum(x, high)


def _outer(x: Any, y: Any) -> Any:
    return np.reshape(x, (-1, 1)) * np.reshape(y, (1, -1))


def _filled(number: float) -> Callable[..., Any]:
    def make(x: Any, *args: Any, **_: Any) -> Any:
        return x.exact(np.full(x.shape, number), x.form)

    return make


def _full_like(x: Any, value: Any, **_: Any) -> Any:
    return _filled(0.0)(x) + value


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: _sum,
    np.mean: _mean,
    np.var: _variance,
    np.std: lambda x, axis=None, keepdims=False: np.sqrt(_variance(x, axis, keepdims)),
    np.prod: _product,
    np.max: lambda x, axis=None, keepdims=False: _extreme(_largest, x, axis, keepdims),
    np.min: lambda x, axis=None, keepdims=False: _extreme(_smallest, x, axis, keepdims),
    np.sort: _sort,
    np.partition: _partition,
    np.median: _median,
    np.quantile: _quantile,
    np.percentile: _percentile,
    np.argmax: _argmax,
    np.argmin: _argmin,
    np.argsort: _argsort,
    np.linalg.norm: _norm,
    np.clip: _clip,
    np.outer: _outer,
    np.dot: lambda x, y: x * y if 0 in (np.ndim(x), np.ndim(y)) else x @ y,
    np.trace: lambda x: x.with_arbs(np.diagonal(x.arbs)).sum(),
    np.diagonal: lambda x: x.with_arbs(np.diagonal(x.arbs)),
    np.any: lambda x: as_comparison(x).any(),
    np.all: lambda x: as_comparison(x).all(),
    np.count_nonzero: lambda x: x.sum(),
    np.zeros_like: _filled(0.0),
    np.ones_like: _filled(1.0),
    np.empty_like: _filled(0.0),
    np.full_like: _full_like,
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x, axis=None: x.size if axis is None else x.shape[axis],
}
