"""The hull of the results of several paths through undecided branches."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from .ball_arrays import FORMATS, Balls


def hull_of_all(found: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the hull of values by name; those that a path does not have are left out."""
    return reduce(hull_of_values, found[1:], dict(found[0]))


def hull_of_values(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the hull of values by name; those that one of both does not have are left out."""
    return {name: _hull(one[name], other[name]) for name in one if name in other}


def _hull(one: Any, other: Any) -> Any:
    if not isinstance(one, Balls):
        if not isinstance(other, Balls):
            return one if one is other or one == other else _hull_of_numbers(one, other)
        one, other = other, one
    if not isinstance(other, Balls):
        other = one.exact(np.asarray(other, dtype=np.float64), one.form)
    return one.hull(other)


def _hull_of_numbers(one: Any, other: Any) -> Any:
    """Return the hull of two numbers that no balls were used for, such as two constants."""
    form = FORMATS["float64"]
    return Balls.rounded(one, form).hull(Balls.rounded(other, form))
