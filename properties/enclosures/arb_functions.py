"""Functions of arbs, element by element in arrays, and the precision in which they compute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from flint import arb, ctx

from .float_formats import INDEFINITE

# Bits of the midpoints: so many more than float64 has that their own rounding is negligible.
WORKING_BITS = 96


def sign(x: arb) -> arb:
    """Return the sign; indefinite for an indefinite ball."""
    return x.sgn() if x.is_finite() else INDEFINITE


def _union(x: arb, y: arb) -> arb:
    return x if x is y else arb(x).union(arb(y))


absolute_upper = np.frompyfunc(lambda x: x.abs_upper(), 1, 1)
error_ball = np.frompyfunc(lambda size: arb(0, size), 1, 1)
exact_ball = np.frompyfunc(arb, 1, 1)
hull_ball = np.frompyfunc(_union, 2, 1)
midpoint = np.frompyfunc(lambda x: float(x.mid()) if x.is_finite() else np.nan, 1, 1)
radius = np.frompyfunc(lambda x: float(x.rad()) if x.is_finite() else np.nan, 1, 1)


@contextmanager
def working_precision() -> Iterator[None]:
    """Compute with ``WORKING_BITS`` bits inside this context."""
    before = ctx.prec
    ctx.prec = WORKING_BITS
    try:
        yield
    finally:
        ctx.prec = before
