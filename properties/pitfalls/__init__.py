"""Catalogue of pitfalls: known optimizer bugs, each an edit of optimcore's source.

Each module lists a group of pitfalls in ``PITFALLS``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import Pitfall

_MODULES = [
    import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "base"
]


def pitfalls() -> dict[str, Pitfall]:
    """Return all pitfalls by id, those of the case study first."""
    found = [p for module in _MODULES for p in module.PITFALLS]
    return {p.id: p for p in sorted(found, key=lambda p: (not p.seed, p.id))}


__all__ = ["Pitfall", "pitfalls"]
