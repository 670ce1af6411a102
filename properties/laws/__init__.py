"""The laws: properties that every run of a correct optimizer has, grouped by module.

A function decorated with ``law`` in any of the modules adds a law.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import MUST, SHOULD, Law, Requirement, SubjectRaised, Trial, registered

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def laws() -> dict[str, Law]:
    """Return all laws by id, in the order in which findings are reported."""
    return dict(registered)


__all__ = ["MUST", "SHOULD", "Law", "Requirement", "SubjectRaised", "Trial", "laws"]
