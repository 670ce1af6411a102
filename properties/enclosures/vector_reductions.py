"""Sums and matrix products of vectors of balls, with bounds for all orders of summation.

The bounds are those of ``Balls``. With the u·Σ|x| of the subject, they contain more than the errors
of the midpoints computed here, which are at most 2**-102·n·Σ|x|.
"""

from __future__ import annotations

import numpy as np

from ..scenarios.model import Floats
from . import double_double
from .float_formats import Format
from .vector_rounding import SMALLEST, Vector, round_vector

# Within these limits, no product of two numbers or radii loses bits by underflow.
_SMALLEST_FACTOR, _LARGEST_FACTOR, _SMALLEST_RADIUS = 2.0**-440, 2.0**440, 2.0**-500


def total(x: Vector, form: Format, axis: int | None, keepdims: bool) -> Vector | None:
    """Return the sums over one axis, or over all; None where arbs have to compute them."""
    first = Vector(*(np.ravel(p) if axis is None else np.moveaxis(p, axis, 0) for p in x))
    count = len(first.high)
    with np.errstate(all="ignore"):
        absolute = (np.abs(first.high) + first.radius).sum(axis=0)
        if ((absolute < SMALLEST) & (absolute != 0)).any():
            return None
        radius = first.radius.sum(axis=0) + absolute * (count * form.unit)
        high, low = double_double.add_up(first.pair)
        found = _round(high, low, radius * _sum_rounding(count), form)
    if found is None or not keepdims:
        return found
    shape = (1,) * x.high.ndim if axis is None else np.expand_dims(found.high, axis).shape
    return Vector(*(part.reshape(shape) for part in found))


def matrix_product(x: Vector, y: Vector, form: Format) -> Vector | None:
    """Return the product of two matrices; None where arbs have to compute it."""
    if not (x.high.ndim == y.high.ndim == 2 and _has_range(x) and _has_range(y)):
        return None
    count = x.high.shape[1]
    shape = len(x.high), y.high.shape[1]
    pair: double_double.Pair = np.zeros(shape), np.zeros(shape)
    for k in range(count):
        column, row = (x.high[:, k : k + 1], x.low[:, k : k + 1]), (y.high[k], y.low[k])
        pair = double_double.add(pair, double_double.multiply(column, row))
    x_size, y_size = np.abs(x.high), np.abs(y.high) + y.radius
    radius = x_size @ y.radius + x.radius @ y_size
    radius += (x_size + x.radius) @ y_size * ((count + 1) * form.unit)
    with np.errstate(all="ignore"):
        return _round(*pair, radius * _sum_rounding(count), form)


def _round(high: Floats, low: Floats, radius: Floats, form: Format) -> Vector | None:
    shape = high.shape
    flat = Vector(*(np.ravel(part) for part in (high, low, radius)))
    found, places = round_vector(flat, form)
    if places is not None:
        if not np.isnan(flat.radius[places]).all():
            return None
        found.high[places] = found.radius[places] = np.nan
    return Vector(*(part.reshape(shape) for part in found))


def _has_range(x: Vector) -> bool:
    size = np.abs(x.high) + x.radius
    is_within = (size >= _SMALLEST_FACTOR) & (size <= _LARGEST_FACTOR) | (size == 0)
    return bool((is_within & ((x.radius == 0) | (x.radius >= _SMALLEST_RADIUS))).all())


def _sum_rounding(count: int) -> float:
    """Return more than the relative rounding error of a sum of so many radii, as a factor."""
    return 1 + count * 2.0**-49
