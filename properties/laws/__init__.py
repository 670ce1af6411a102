"""The laws: properties that every run of a correct optimizer has, grouped by module.

A function decorated with ``law`` in any of the modules adds a law.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .law import MUST, SHOULD, Law, Requirement, registered
from .trial import SubjectRaised, Trial

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

for _name in (*ORDER, *(module.name for module in iter_modules(__path__))):
    import_module(f"{__name__}.{_name}")


def laws() -> dict[str, Law]:
    """Return all laws by id, in the order in which findings are reported."""
    return dict(registered)


__all__ = ["MUST", "SHOULD", "Law", "Requirement", "SubjectRaised", "Trial", "laws"]
