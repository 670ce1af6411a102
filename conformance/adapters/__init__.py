"""Adapters: each file makes the optimizers of one library or kind usable as subjects.

Third parties add an ``Adapter`` with an entry point of the group ``conformance.adapters``. It
replaces a built-in adapter of the same name.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from properties.registration.registry import import_modules
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver

from ..errors import WrongUse
from .common.adapter import AdaptedSubject, Adapter, register, registry
from .common.adapter_file import is_adapter_file, load_adapter

ENTRY_POINTS = "conformance.adapters"

import_modules(__name__, __path__)


@cache
def _load_external_adapters() -> dict[str, Adapter]:
    found: list[Adapter] = [point.load() for point in entry_points(group=ENTRY_POINTS)]
    return {adapter.name: adapter for adapter in found}


def adapters() -> dict[str, Adapter]:
    """Return all adapters by name."""
    return dict(sorted((registry.items() | _load_external_adapters()).items()))


def find_adapter(name: str) -> Adapter:
    """Return an adapter by its name, or from ``path/file.py:NAME`` or ``package.module:NAME``.

    Raises:
        WrongUse: There is no such adapter.
    """
    if is_adapter_file(name):
        return load_adapter(name)
    known = adapters()
    if name not in known:
        raise WrongUse(
            f"The adapter {name!r} is unknown, so nothing can be run with it. Give one of: "
            f"{', '.join(known)}; or an adapter in a file, as in mine.py:NAME."
        )
    return known[name]


__all__ = [
    "UNSUPPORTED",
    "AdaptedSubject",
    "Adapter",
    "BaseDriver",
    "adapters",
    "find_adapter",
    "register",
]
