"""An Adam of optax with eps in the wrong place."""

from __future__ import annotations

from typing import Any

import optax


def eps_inside_root(
    learning_rate: float = 1e-3, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8
) -> Any:
    """Return an Adam that adds eps inside the square root."""
    return optax.adam(learning_rate, b1=b1, b2=b2, eps=0.0, eps_root=eps)
