"""Catalogue of dialects: documented variants of a rule, each an edit of optimcore's source.

Each module lists the dialects of one rule in ``DIALECTS``.
"""

from __future__ import annotations

from ..registration.registry import Registry, import_modules
from .base import Dialect, apply_dialects

registry: Registry[Dialect] = Registry()

for _module in import_modules(__name__, __path__, skipped=("base",)):
    for _dialect in _module.DIALECTS:
        registry.add(_dialect.id, _dialect)


def dialects() -> dict[str, Dialect]:
    """Return all dialects by id."""
    found = registry.items().values()
    return {d.id: d for d in sorted(found, key=lambda d: (d.rule, d.id))}


__all__ = ["Dialect", "apply_dialects", "dialects"]
