"""HIPS autograd."""

from __future__ import annotations

from .base import Configuration, Library

LIBRARY = Library(
    "autograd",
    "autograd",
    ("autograd==1.9.1",),
    tuple(
        Configuration(name, f"autograd.misc.optimizers:{name}")
        for name in ("sgd", "rmsprop", "adam")
    ),
)
