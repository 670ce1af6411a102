"""Elementary functions of balls, with the rounding errors that libraries have in them.

A library's exp or tanh may be wrong by several units in the last place, so that its error is
bounded by ``ROUNDINGS`` roundings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from flint import arb

from .float_formats import INDEFINITE

ROUNDINGS = 4


def _of_one(function: Callable[[arb], arb]) -> Callable[..., Any]:
    found: Callable[..., Any] = np.frompyfunc(lambda x: function(arb(x)), 1, 1)
    return found


def _of_two(function: Callable[[arb, arb], arb]) -> Callable[..., Any]:
    found: Callable[..., Any] = np.frompyfunc(lambda x, y: function(arb(x), arb(y)), 2, 1)
    return found


def _arctan2(y: arb, x: arb) -> arb:
    return arb.atan2(y, x) if y.is_finite() and x.is_finite() else INDEFINITE


def _cube_root(x: arb) -> arb:
    if x >= 0:
        return x.root(3)
    return -((-x).root(3)) if x <= 0 else _hull_of_roots(x)


def _hull_of_roots(x: arb) -> arb:
    ends = abs(arb(x.abs_upper())).root(3)
    return (-ends).union(ends) if x.is_finite() else INDEFINITE


def _copysign(x: arb, y: arb) -> arb:
    size = abs(x)
    if y > 0:
        return size
    return -size if y < 0 else (-size).union(size) if y.is_finite() else INDEFINITE


def _step_function(function: Callable[[arb], arb]) -> Callable[[arb], arb]:
    """Return the function for balls in which it may have several values: the hull of them."""

    def apply(x: arb) -> arb:
        if not x.is_finite():
            return INDEFINITE
        return function(arb(x.lower())).union(function(arb(x.upper())))

    return apply


# Functions that are rounded as their results are: exactly, or once.
ROUNDED_ONCE: Mapping[np.ufunc, Callable[..., Any]] = {
    np.negative: np.frompyfunc(lambda x: -x, 1, 1),
    np.positive: np.frompyfunc(lambda x: x, 1, 1),
    np.square: np.frompyfunc(lambda x: x * x, 1, 1),
    np.reciprocal: np.frompyfunc(lambda x: 1 / arb(x), 1, 1),
    np.fabs: np.frompyfunc(abs, 1, 1),
    np.fmax: _of_two(lambda x, y: x.max(y)),
    np.fmin: _of_two(lambda x, y: x.min(y)),
    np.copysign: _of_two(_copysign),
    np.floor: _of_one(_step_function(lambda x: x.floor())),
    np.ceil: _of_one(_step_function(lambda x: x.ceil())),
    np.trunc: _of_one(_step_function(lambda x: x.floor() if x >= 0 else x.ceil())),
}

# Functions that libraries approximate.
APPROXIMATED: Mapping[np.ufunc, Callable[..., Any]] = {
    np.power: np.frompyfunc(lambda x, y: x**y, 2, 1),
    np.float_power: np.frompyfunc(lambda x, y: x**y, 2, 1),
    np.exp: _of_one(lambda x: x.exp()),
    np.exp2: _of_one(lambda x: arb(2) ** x),
    np.expm1: _of_one(lambda x: x.expm1()),
    np.log: _of_one(lambda x: x.log()),
    np.log2: _of_one(lambda x: x.log() / arb(2).log()),
    np.log10: _of_one(lambda x: x.log() / arb(10).log()),
    np.log1p: _of_one(lambda x: x.log1p()),
    np.tanh: _of_one(lambda x: x.tanh()),
    np.sinh: _of_one(lambda x: x.sinh()),
    np.cosh: _of_one(lambda x: x.cosh()),
    np.sin: _of_one(lambda x: x.sin()),
    np.cos: _of_one(lambda x: x.cos()),
    np.tan: _of_one(lambda x: x.tan()),
    np.arctan: _of_one(lambda x: x.atan()),
    np.arctan2: _of_two(_arctan2),
    np.cbrt: _of_one(_cube_root),
    np.hypot: _of_two(lambda x, y: (x * x + y * y).sqrt()),
}
