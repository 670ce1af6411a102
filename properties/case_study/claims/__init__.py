"""Claims of the case study about optimizers, each with a measurement that tests it."""

from __future__ import annotations

from ...registration.registry import import_modules
from .base import Claim, Measurement

_MODULES = import_modules(__name__, __path__, skipped=("base",))


def claims() -> dict[str, Claim]:
    """Return all claims by id."""
    found: list[Claim] = [claim for module in _MODULES for claim in module.CLAIMS]
    return {claim.id: claim for claim in found}


__all__ = ["Claim", "Measurement", "claims"]
