"""The pitfalls: one small file for each group, each pitfall an edit of optimcore's source."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import Pitfall

_MODULES = [
    import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "base"
]


def pitfalls() -> dict[str, Pitfall]:
    """Every pitfall by its id, those of the page that this suite grew from first."""
    found = [p for module in _MODULES for p in module.PITFALLS]
    return {p.id: p for p in sorted(found, key=lambda p: (not p.seed, p.id))}


__all__ = ["Pitfall", "pitfalls"]
