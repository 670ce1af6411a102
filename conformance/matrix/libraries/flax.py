"""flax.nnx.Optimizer with optax transformations."""

from __future__ import annotations

from .base import Configuration, Library

LIBRARY = Library(
    "flax",
    "flax",
    ("flax==0.12.8", "jax==0.10.2", "optax==0.2.8"),
    tuple(
        Configuration(name, f"optax:{name}", adapter="flax-nnx")
        for name in ("adam", "adamw", "lion", "rmsprop", "sgd")
    ),
)
