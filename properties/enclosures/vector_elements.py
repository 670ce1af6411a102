"""Operations on vectors of balls element by element; arbs compute what vectors have no bounds for.

Each function gets an operation twice: as a kernel for vectors, without the rounding to the format
(see ``vector_operations.py``), and as the same operation on arbs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from . import vector_operations
from .arb_functions import hull_ball
from .ball_comparisons import compare_arbs
from .float_formats import Format
from .vector_rounding import Vector, arbs_from_vector, round_vector, vector_from_arbs

# The number of elements that are computed together, so that intermediate results stay in the cache.
BLOCK = 8192

Kernel = Callable[..., Vector]
Operation = Callable[..., Any]


def apply_to_elements(
    kernel: Kernel, operation: Operation, operands: list[Vector], form: Format
) -> Vector:
    """Return the results of an operation, rounded to a format."""
    shape = np.broadcast_shapes(*(x.high.shape for x in operands))
    found = Vector(*(np.empty(math.prod(shape)) for _ in range(3)))
    flat = [_flatten(x, shape) for x in operands]
    with np.errstate(all="ignore"):
        for start in range(0, found.high.size, BLOCK):
            block = slice(start, start + BLOCK)
            parts = [x if x.high.ndim == 0 else x.take(block) for x in flat]
            rounded, places = round_vector(kernel(*parts), form)
            if places is not None:
                _compute_with_arbs(operation, parts, rounded, places, form)
            found.replace_at(block, rounded)
    return Vector(*(part.reshape(shape) for part in found))


def _compute_with_arbs(
    operation: Operation, operands: list[Vector], found: Vector, places: Any, form: Format
) -> None:
    """Replace the results at these places by those of arbs; the indefinite stays indefinite."""
    indefinite = np.zeros(found.high.shape, dtype=bool)
    for x in operands:
        indefinite |= np.isnan(x.radius)
    found.high[indefinite] = found.radius[indefinite] = np.nan
    places = places[~indefinite[places]]
    if places.size:
        found.replace_at(
            places, vector_from_arbs(form.settle(operation(*_arbs_at(operands, places))))
        )


def compare_elements(
    compare: tuple[Operation, Operation], operands: list[Vector]
) -> tuple[Any, Any]:
    """Return for a comparison and its opposite where they are surely true."""
    shape = np.broadcast_shapes(*(x.high.shape for x in operands))
    flat = [_flatten(x, shape) for x in operands]
    with np.errstate(all="ignore"):
        order = vector_operations.compare(*flat)
        found = [one(order, 0) for one in compare]
    places = np.flatnonzero(np.isnan(order))
    if places.size:
        arbs = _arbs_at(flat, places)
        for surely, one in zip(found, compare, strict=True):
            surely[places] = compare_arbs(one, *arbs)
    return found[0].reshape(shape), found[1].reshape(shape)


def put_hulls(found: Vector, operands: list[Vector], places: Any) -> None:
    """Replace the balls at these places by the hulls of two balls."""
    if places.size:
        flat = [_flatten(x, found.high.shape) for x in operands]
        hulls = vector_from_arbs(hull_ball(*_arbs_at(flat, places)))
        # The arrays may be transposed, so that a flat view does not exist.
        found.replace_at(np.unravel_index(places, found.high.shape), hulls)


def _arbs_at(flat: list[Vector], places: Any) -> list[Any]:
    return [arbs_from_vector(x if x.high.ndim == 0 else x.take(places)) for x in flat]


def _flatten(x: Vector, shape: tuple[int, ...]) -> Vector:
    """Return one ball as it is, and others as one-dimensional arrays of the given shape's size."""
    if x.high.ndim == 0:
        return x
    return Vector(*(np.broadcast_to(part, shape).ravel() for part in x))
