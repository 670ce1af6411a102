"""Adapters: one small file for each kind of optimizer; each makes a foreign optimizer a subject.

Third parties add theirs by an entry point of the group ``conformance.adapters`` that names an
``Adapter``; one with the name of another takes its place.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from .base import Adapter, Live, register, registered
from .plain import LACKS, PlainInstance

ENTRY_POINTS = "conformance.adapters"

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


@cache
def _foreign() -> dict[str, Adapter]:
    found: list[Adapter] = [point.load() for point in entry_points(group=ENTRY_POINTS)]
    return {adapter.name: adapter for adapter in found}


def adapters() -> dict[str, Adapter]:
    """Every adapter by name."""
    return dict(sorted((registered | _foreign()).items()))


__all__ = ["LACKS", "Adapter", "Live", "PlainInstance", "adapters", "register"]
