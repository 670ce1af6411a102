"""optimcore itself. Enclosures use the same source, so every entry must conform."""

from __future__ import annotations

import optimcore

from .base import Configuration, Library

LIBRARY = Library(
    "optimcore",
    "optimcore",
    ("optimcore",),
    tuple(
        Configuration(name.lower(), f"optimcore:{name}")
        for name in optimcore.__all__
        if isinstance(getattr(optimcore, name), type)
        and issubclass(getattr(optimcore, name), optimcore.Optimizer)
        and name != "Optimizer"
    ),
)
