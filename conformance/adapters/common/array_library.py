"""Detect the array library of a target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from properties.scenarios.model import Floats

from ...targets.resolve import Target

Maker = Callable[[Floats, str], Any]


def arrays_of(target: Target) -> str:
    """Return ``torch``, ``jax`` or ``numpy``, by what the target's module uses."""
    return next((name for name in ("torch", "jax") if target.uses(name)), "numpy")


def maker_of(target: Target) -> Maker:
    """Return the function that makes arrays for a target from values and a precision."""
    return MAKERS[arrays_of(target)]


def _tensor(values: Floats, dtype: str) -> Any:
    import torch

    return torch.tensor(np.array(values), dtype=getattr(torch, dtype))


def _immutable(values: Floats, dtype: str) -> Any:
    import jax.numpy as jnp

    return jnp.asarray(values, dtype)


MAKERS: dict[str, Maker] = {"torch": _tensor, "jax": _immutable, "numpy": np.array}
