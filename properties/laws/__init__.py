"""The laws: one small file for each kind; adding a decorated function to one adds a law."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import MUST, SHOULD, Law, Requirement, SubjectRaised, Trial, registered

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def laws() -> dict[str, Law]:
    """Every law by its id, in the order in which findings are told."""
    return dict(registered)


__all__ = ["MUST", "SHOULD", "Law", "Requirement", "SubjectRaised", "Trial", "laws"]
