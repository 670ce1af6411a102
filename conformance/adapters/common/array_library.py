"""Detect the array library of a target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from properties.scenarios.model import Floats

from ...targets.resolve import Target

ArrayConstructor = Callable[[Floats, str], Any]


def detect_array_library(target: Target) -> str:
    """Return ``torch``, ``jax`` or ``numpy``, by what the target's module uses."""
    return next((name for name in ("torch", "jax") if target.uses(name)), "numpy")


def array_constructor(target: Target) -> ArrayConstructor:
    """Return the function that makes arrays for a target from values and a precision."""
    return CONSTRUCTORS[detect_array_library(target)]


def _make_tensor(values: Floats, dtype: str) -> Any:
    import torch

    return torch.tensor(np.array(values), dtype=getattr(torch, dtype))


def _make_jax_array(values: Floats, dtype: str) -> Any:
    import jax.numpy as jnp

    return jnp.asarray(values, dtype)


CONSTRUCTORS: dict[str, ArrayConstructor] = {
    "torch": _make_tensor,
    "jax": _make_jax_array,
    "numpy": np.array,
}
