"""Claims of the case study about optimizers, each with a measurement that tests it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .base import Claim, Measurement

_MODULES = [
    import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "base"
]


def claims() -> dict[str, Claim]:
    """Return all claims by id."""
    found: list[Claim] = [claim for module in _MODULES for claim in module.CLAIMS]
    return {claim.id: claim for claim in found}


__all__ = ["Claim", "Measurement", "claims"]
