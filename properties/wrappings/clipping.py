"""Gradients that are scaled to a norm, and the rounding errors of that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..scenarios.model import Floats, Precision
from ..scenarios.translated import Gradient

# The roundings of a factor bound / (norm + small) and of the product, beside those of the norm.
ROUNDINGS = 8

# The range and the unit roundoff of each precision.
LIMITS: dict[Precision, tuple[float, float, float]] = {
    "float64": (2.0**-1022, 2.0**1023, 2.0**-53),
    "float32": (2.0**-126, 2.0**127, 2.0**-24),
    "bfloat16": (2.0**-126, 2.0**127, 2.0**-8),
    "float16": (2.0**-14, 2.0**15, 2.0**-11),
}


def scale_to_norm(
    gradients: Sequence[Gradient], bound: float, small: float, always: bool = False
) -> list[Gradient]:
    """Return the gradients, scaled so that their common norm is at most the bound.

    Args:
        gradients: the gradients that are scaled together.
        bound: the largest norm.
        small: what is added to the norm that the bound is divided by.
        always: whether smaller gradients are scaled up to the bound.
    """
    norm = common_norm(gradients)
    factor = bound / (norm + small) if norm + small else 1.0
    if not always and not np.isnan(factor):
        factor = min(1.0, factor)
    unit = max((LIMITS[g.dtype][2] for g in gradients), default=0.0)
    return [scale(g, factor, norm, unit) for g in gradients]


def common_norm(gradients: Sequence[Gradient]) -> float:
    """Return the Euclidean norm of all elements; NaN where an implementation may overflow."""
    norm = float(np.sqrt(sum(float((g.values * g.values).sum()) for g in gradients)))
    largest = min((LIMITS[g.dtype][1] for g in gradients), default=1.0) / 16
    return norm if norm * norm < largest else np.nan


def scale(gradient: Gradient, factor: float, norm: float, unit: float) -> Gradient:
    """Return a gradient that is multiplied by a factor computed from a norm.

    The sum of squares is rounded once for each element, and squares below the normal range lose
    bits. Its root has half the relative error. ``unit`` is the unit roundoff of the norm.
    """
    if factor == 1.0:
        return gradient
    smallest, _, own = LIMITS[gradient.dtype]
    values = gradient.values * factor
    lost = smallest / unit / (norm * norm) if norm else 0.0
    count = ROUNDINGS + (ROUNDINGS + values.size * (1 + lost)) * unit / own
    errors: Floats = np.abs(values) * count + (values != 0) * (smallest / own)
    return Gradient(values, factor * gradient.errors + errors, gradient.dtype)
