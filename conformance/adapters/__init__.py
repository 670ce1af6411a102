"""Adapters: one small file for each kind of optimizer; each makes a foreign optimizer a subject."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import Adapter, Live, registered

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def adapters() -> dict[str, Adapter]:
    """Every adapter by name."""
    return dict(sorted(registered.items()))


__all__ = ["Adapter", "Live", "adapters"]
