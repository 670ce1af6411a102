"""Catalogue of dialects: documented variants of a rule, each an edit of optimcore's source.

Each module lists the dialects of one rule in ``DIALECTS``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import Dialect, spoken

_MODULES = [
    import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "base"
]


def dialects() -> dict[str, Dialect]:
    """Return all dialects by id."""
    found = [d for module in _MODULES for d in module.DIALECTS]
    return {d.id: d for d in sorted(found, key=lambda d: (d.rule, d.id))}


__all__ = ["Dialect", "dialects", "spoken"]
