"""Entries of the state in a lower precision than the parameter, for numbers and balls.

``read`` and ``keep`` bound what any code does that updates such an entry, also in place, with a
rounding of each operation. ``keep_rounded`` rounds a result once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..scenarios.model import Precision, encode_array
from .ball_arrays import FORMATS, Balls
from .narrow_numbers import narrow


def read(value: Any, like: Any, dtype: Precision) -> Any:
    """Return an entry of the state; operations with a ball are then rounded in its format.

    Args:
        value: the entry.
        like: an array in the precision of the parameter.
        dtype: the format of the entry, if it has fewer bits.
    """
    if isinstance(value, Balls) and isinstance(like, Balls) and _is_narrower(dtype, like):
        return value.cast(dtype)
    return value


def keep(value: Any, like: Any, dtype: Precision) -> Any:
    """Return a number rounded to a format, or a ball of numbers that may be rounded to it."""
    if not isinstance(value, Balls) or not isinstance(like, Balls):
        return keep_rounded(value, like, dtype)
    # What follows is computed in the precision of the parameter again.
    return value.cast(dtype).cast(like.form) if _is_narrower(dtype, like) else value


def keep_rounded(value: Any, like: Any, dtype: Precision) -> Any:
    """Return a number, or the hull of a ball, rounded once to a format."""
    if isinstance(value, Balls):
        return narrow(value, dtype) if _is_narrower(dtype, like) else value
    given = np.asarray(value)
    if given.dtype != np.float64 and dtype == "float32":
        return value
    with np.errstate(all="ignore"):
        return encode_array(given).numpy(dtype).astype(given.dtype)


def _is_narrower(dtype: Precision, like: Any) -> bool:
    return isinstance(like, Balls) and FORMATS[dtype].bits < like.form.bits
