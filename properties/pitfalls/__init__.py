"""Catalogue of pitfalls: known optimizer bugs, each an edit of optimcore's source.

Each module lists a group of pitfalls in ``PITFALLS``.
"""

from __future__ import annotations

from ..registration.registry import Registry, import_modules
from .base import Pitfall

registry: Registry[Pitfall] = Registry()

for _module in import_modules(__name__, __path__, skipped=("base",)):
    for _pitfall in _module.PITFALLS:
        registry.add(_pitfall.id, _pitfall)


def pitfalls() -> dict[str, Pitfall]:
    """Return all pitfalls by id, those of the case study first."""
    found = registry.items().values()
    return {p.id: p for p in sorted(found, key=lambda p: (not p.in_case_study, p.id))}


__all__ = ["Pitfall", "pitfalls"]
