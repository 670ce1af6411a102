"""The laws: properties that every run of a correct optimizer has, grouped by module.

A function decorated with ``law`` in any of the modules adds a law.
"""

from __future__ import annotations

from ..registration.registry import import_modules
from .law import MUST, SHOULD, Law, Requirement, registry
from .trial import SubjectFailed, Trial

# Findings are reported in the order in which laws are registered: in that of these modules,
# and last those of modules that are not listed.
ORDER = (
    "agreement",
    "symmetry",
    "closed_forms",
    "buffers_and_arguments",
    "resuming",
    "hyper_changes",
    "usage",
    "copies",
    "isolation",
    "parameter_groups",
    "dtypes",
    "non_finite",
    "schedulers_and_hooks",
)

import_modules(__name__, __path__, first=ORDER)


def laws() -> dict[str, Law]:
    """Return all laws by id, in the order in which findings are reported."""
    return registry.items()


__all__ = ["MUST", "SHOULD", "Law", "Requirement", "SubjectFailed", "Trial", "laws"]
