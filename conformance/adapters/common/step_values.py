"""Values that a step function is given and returns: arrays, or lists or dictionaries of them."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .step_arguments import is_count


def map_arrays(function: Callable[[Any], Any], values: Any) -> Any:
    """Apply a function to an array, or to each of a list or dictionary."""
    if isinstance(values, dict):
        return {name: function(one) for name, one in values.items()}
    return [function(one) for one in values] if isinstance(values, list) else function(values)


def list_arrays(values: Any) -> list[Any]:
    """Return the arrays as a list."""
    if isinstance(values, dict):
        return list(values.values())
    return list(values) if isinstance(values, list | tuple) else [values]


def zeros_like_all(values: Any) -> Any:
    """Return zeros of the shapes and precisions of arrays of any library."""
    return map_arrays(_zeros_like, values)


def full_like_all(values: Any, number: float) -> Any:
    """Return arrays of the shapes and precisions of others, filled with a number."""
    return map_arrays(lambda one: _zeros_like(one) + number, values)


def _zeros_like(one: Any) -> Any:
    if hasattr(one, "new_zeros"):
        return one.new_zeros(one.shape)
    if type(one).__module__.partition(".")[0] in ("jax", "jaxlib"):
        import jax.numpy as jnp

        return jnp.zeros_like(one)
    return np.zeros_like(one)


def is_like(one: Any, other: Any, values: bool = False) -> bool:
    """Whether one is arrays in the form and the shapes of the other, with ``values``: equal."""
    if isinstance(other, dict):
        if not isinstance(one, dict) or one.keys() != other.keys():
            return False
    elif isinstance(other, list):
        # A tuple of the parameters is as good as a list, unless it has other elements.
        if not isinstance(one, list | tuple) or len(one) != len(other):
            return False
    elif isinstance(one, list | tuple | dict):
        return False
    pairs = zip(list_arrays(one), list_arrays(other), strict=True)
    return all(
        _shape(mine) == _shape(theirs)
        and (not values or np.array_equal(_numbers(mine), _numbers(theirs), equal_nan=True))
        for mine, theirs in pairs
    )


def is_number(one: Any) -> bool:
    """Whether a value may be a count of steps."""
    return isinstance(one, numbers.Real) and not isinstance(one, bool | np.bool_)


def is_finite(values: Any) -> bool:
    """Whether every element of the arrays is finite."""
    return all(bool(np.isfinite(_numbers(one)).all()) for one in list_arrays(values))


def find_config(state: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Find the numbers and flags in the dictionaries of a state; with ``known``: the same ones."""
    found = {
        name: value
        for one in state.values()
        if isinstance(one, dict)
        for name, value in one.items()
        if isinstance(name, str) and isinstance(value, bool | int | float) and not is_count(name)
    }
    return {n: v for n, v in found.items() if known is None or (n in known and known[n] == v)}


def describe(result: Any) -> str:
    """Describe what a function returned, for messages."""
    if isinstance(result, tuple | list):
        return f"{type(result).__name__} of {', '.join(type(one).__name__ for one in result)}"
    return type(result).__name__


def _shape(one: Any) -> tuple[int, ...] | None:
    shape = getattr(one, "shape", None)
    return None if shape is None else tuple(shape)


def _numbers(one: Any) -> Any:
    detached = one.detach() if hasattr(one, "detach") else one
    return np.asarray(detached, dtype=np.float64)
