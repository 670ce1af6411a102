"""The libraries of the matrix, one file each. Third parties add theirs with an entry point."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from properties.registration.registry import import_modules

from .base import Configuration, Library

ENTRY_POINTS = "conformance.libraries"


@cache
def libraries() -> dict[str, Library]:
    """Return all libraries by name."""
    modules = import_modules(__name__, __path__)
    found: list[Library] = [m.LIBRARY for m in modules if hasattr(m, "LIBRARY")]
    found += [one for m in modules for one in getattr(m, "LIBRARIES", ())]
    found += [point.load() for point in entry_points(group=ENTRY_POINTS)]
    return {library.name: library for library in sorted(found, key=lambda x: x.name)}


__all__ = ["Configuration", "Library", "libraries"]
