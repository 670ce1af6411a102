"""optimcore itself. Enclosures use the same source, so every entry must conform."""

from __future__ import annotations

from properties.rules.registry import optimizers

from .base import Configuration, Library

LIBRARY = Library(
    "optimcore",
    "optimcore",
    ("optimcore",),
    tuple(Configuration(name, f"optimcore:{kind.__name__}") for name, kind in optimizers().items()),
)
