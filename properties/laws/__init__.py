"""The laws: properties that every run of a correct optimizer has, grouped by module.

A function decorated with ``law`` in any of the modules adds a law.
"""

from __future__ import annotations

import math
import sys
from functools import lru_cache

from ..registration.registry import import_modules
from .law import INFO, LEVELS, MUST, SHOULD, Law, Requirement, registry
from .trial import SubjectFailed, Trial

import_modules(__name__, __path__)


def laws() -> dict[str, Law]:
    """Return all laws by id, in the order in which findings are reported.

    The files are ordered by ``REPORT_ORDER``, and those without it come last. The laws of one file
    are in the order in which they are defined.
    """
    return dict(_in_order(tuple(registry.items().items())))


@lru_cache(maxsize=4)
def _in_order(items: tuple[tuple[str, Law], ...]) -> list[tuple[str, Law]]:
    return sorted(items, key=lambda item: _place(item[1]))


def _place(law: Law) -> tuple[float, str]:
    """Return the place of the file of a law among the other files."""
    return getattr(sys.modules.get(law.module), "REPORT_ORDER", math.inf), law.module


__all__ = [
    "INFO",
    "LEVELS",
    "MUST",
    "SHOULD",
    "Law",
    "Requirement",
    "SubjectFailed",
    "Trial",
    "laws",
]
