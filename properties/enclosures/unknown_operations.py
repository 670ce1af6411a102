"""The error for operations that have no enclosure, which says what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

KNOWN = (
    "arithmetic, powers, comparisons, np.sqrt, abs, sign, maximum, minimum, where, clip, exp, log, "
    "tanh, sum, mean, max, min, median, sort, partition, argmax, linalg.norm, @, transposes and "
    "reshapes"
)

# What to write instead of some functions.
INSTEAD: Mapping[str, str] = {
    "linalg.svd": "an iteration of matrix products, such as Newton-Schulz",
    "linalg.qr": "an iteration of matrix products, such as Newton-Schulz",
    "linalg.inv": "an iteration of matrix products",
    "linalg.eigh": "an iteration of matrix products, such as Newton-Schulz",
    "einsum": "@, transposes and sums",
    "tensordot": "@, transposes and sums",
    "nan_to_num": "np.where(condition, x, 0.0)",
    "copyto": "np.where",
    "put": "np.where",
    "place": "np.where",
    "putmask": "np.where",
    "floor_divide": "a whole number of the step count t alone",
    "remainder": "a whole number of the step count t alone",
}


class UnknownOperation(TypeError):
    """Raised for an operation of which no enclosure is known."""


def unknown_operation(what: str, instead: str = "") -> UnknownOperation:
    """Return the error for an operation."""
    hint = f"Write {instead} instead" if instead else f"A rule may use {KNOWN}"
    return UnknownOperation(
        f"{what} has no enclosure, so that it is not known which results are correct. {hint}."
    )


def unknown_function(function: Callable[..., Any]) -> UnknownOperation:
    """Return the error for a function of NumPy."""
    module = getattr(function, "__module__", "") or ""
    name = getattr(function, "__name__", str(function))
    place = "linalg." if module.endswith("linalg") else ""
    return unknown_operation(f"np.{place}{name}", INSTEAD.get(f"{place}{name}", ""))
