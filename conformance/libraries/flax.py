"""flax.nnx: optax inside its Optimizer."""

from __future__ import annotations

from .base import Configuration, Library

LIBRARY = Library(
    "flax",
    "flax",
    ("flax", "jax", "optax"),
    tuple(
        Configuration(name, f"optax:{name}", adapter="flax-nnx")
        for name in ("adam", "adamw", "lion", "rmsprop", "sgd")
    ),
)
