"""The values that hyper-parameters are drawn from: simple ones first, then extreme ones.

A hyper-parameter in units of a gradient is drawn as a power of two times the scale of the
gradients, so that it has an effect. The profile of a rule has the values of the hyper-parameters
that only this rule has, or that have another meaning in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..rules.registry import Rule, optimizers
from ..scenarios.model import HyperValue

BETAS = (
    (0.9, 0.999), (0.5, 0.75), (0.75, 0.5), (0.0, 0.5), (0.5, 0.0), (0.9, 0.9), (0.0, 0.0),
    (0.99, 0.9999), (0.999, 0.9), (0.1, 0.01), (0.875, 0.96875), (0.6, 0.999),
)  # fmt: skip
SLOW_BETAS = ((0.9, 0.999), (0.99, 0.9999), (0.5, 0.75), (0.6, 0.999))
FLAGS = (False, True)

# Exponents of two, times the scale of the gradients; None is the default, -inf is zero.
MEASURES = (None, 0, -2, 1, -5, 3, -8, -math.inf)

# Hyper-parameters drawn this way, with the power of the gradient in their units where the rule has
# no gradient powers.
MEASURED = {"eps": 1, "initial_accumulator_value": 2}

TABLES: dict[str, Sequence[HyperValue]] = {
    "lr": (1.0, 0.5, 0.1, 0.25, 1e-3, 0.01, 0.3, 2.0),
    "betas": BETAS,
    "weight_decay": (0.0, 0.5, 0.25, 0.1, 1.0, 0.7, 0.01),
    "momentum": (0.0, 0.5, 0.9, 0.25, 0.99, 0.7),
}


def hyper_values(rule: Rule, name: str) -> Sequence[HyperValue]:
    """Return the values of a hyper-parameter of a rule, the simplest first.

    Raises:
        LookupError: the profile of the rule has no values for the hyper-parameter, and no other
            rule has one of this name.
    """
    if isinstance(rule.defaults[name], bool):
        return FLAGS
    values = rule.profile.values.get(name) or TABLES.get(name)
    if values is None:
        raise LookupError(
            f"There are no values for the hyper-parameter {name!r} of {rule.name}, so no scenario "
            f"can be drawn. Add them to the profile in properties/rules/profiles/{rule.name}.py."
        )
    return values


def gradient_power(rule: Rule, name: str) -> int | None:
    """Return the power of the gradient in the units of a hyper-parameter, or None."""
    units = rule.profile.gradient_units
    if (name not in MEASURED and name not in units) or isinstance(rule.defaults[name], tuple):
        return None
    known = (rule.gradient_powers or {}).get(name)
    return known or units.get(name) or MEASURED[name]


def accepts_zero(rule: Rule, name: str) -> bool:
    """Return whether a hyper-parameter may be 0."""
    try:
        getattr(optimizers()[rule.name], name).accept(0.0)
    except ValueError:
        return False
    return True
