"""The values that hyper-parameters are drawn from: simple ones first, then extreme ones.

A hyper-parameter in units of a gradient is drawn as a power of two times the scale of the
gradients, so that it has an effect. A rule has its own table where a name has another meaning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..rules.registry import Rule
from ..scenarios.model import HyperValue

BETAS = (
    (0.9, 0.999), (0.5, 0.75), (0.75, 0.5), (0.0, 0.5), (0.5, 0.0), (0.9, 0.9), (0.0, 0.0),
    (0.99, 0.9999), (0.999, 0.9), (0.1, 0.01), (0.875, 0.96875), (0.6, 0.999),
)  # fmt: skip
SLOW_BETAS = ((0.9, 0.999), (0.99, 0.9999), (0.5, 0.75), (0.6, 0.999))
DECAY_RATES = (0.5, 0.9, 0.99, 0.0, 0.75, 0.999)
FLAGS = (False, True)

# Exponents of two, times the scale of the gradients; None is the default, -inf is zero.
MEASURES = (None, 0, -2, 1, -5, 3, -8, -math.inf)

# Hyper-parameters drawn this way, with the power of the gradient in their units where the rule has
# no gradient powers.
MEASURED = {"eps": 1, "initial_accumulator_value": 2}
OTHERWISE_MEASURED = {("adabelief", "eps"): 2, ("adadelta", "eps"): 2}

TABLES: dict[str, Sequence[HyperValue]] = {
    "lr": (1.0, 0.5, 0.1, 0.25, 1e-3, 0.01, 0.3, 2.0),
    "betas": BETAS,
    "weight_decay": (0.0, 0.5, 0.25, 0.1, 1.0, 0.7, 0.01),
    "momentum": (0.0, 0.5, 0.9, 0.25, 0.99, 0.7),
    "dampening": (0.0, 0.5, 0.25, 0.9, 1.0),
    "alpha": DECAY_RATES,
    "rho": DECAY_RATES,
    "momentum_decay": (0.5, 0.0, 4e-3, 0.1, 2.0),
    "lambd": (0.5, 0.0, 1e-4, 0.1, 1.0),
    "t0": (1e6, 0.0, 1.0, 3.0),
    "lr_decay": (0.0, 0.5, 0.1, 1.0, 1e-3),
    "etas": ((0.5, 1.2), (0.5, 2.0), (0.25, 1.5), (0.9, 1.1)),
    "step_sizes": ((1e-6, 50.0), (0.25, 0.75), (1e-3, 2.0), (0.5, 4.0)),
    "beta2_decay": (-0.8, -1.0, -0.5, -0.3),
    "d": (1.0, 2.0, 1.5, 4.0),
    "ns_steps": (5, 1, 3, 2),
    "ns_coefficients": ((3.4445, -4.775, 2.0315), (2.0, -1.5, 0.5), (1.5, -0.5, 0.0)),
    "adjust_lr_fn": (None, "original", "match_rms_adamw"),
    "trust_coefficient": (0.001, 0.5, 1.0, 0.02),
}
OF_RULE: dict[tuple[str, str], Sequence[HyperValue]] = {
    ("asgd", "alpha"): (0.75, 1.0, 0.5, 2.0),
    ("adan", "betas"): (
        (0.02, 0.08, 0.01), (0.5, 0.25, 0.75), (0.1, 0.5, 0.9), (0.9, 0.0, 0.5), (0.25, 0.75, 0.1),
    ),
    ("radam", "betas"): (
        (0.9, 0.999), (0.5, 0.9), (0.9, 0.75), (0.0, 0.9), (0.75, 0.96875), (0.5, 0.0), (0.0, 0.0),
        (0.875, 0.8125), (0.6, 0.9),
    ),
    ("muon", "momentum"): (0.5, 0.95, 0.0, 0.25, 0.9),
    ("adafactor", "eps"): ((None, 1e-3), (0.5, 0.25), (1e-3, 1.0), (1e-30, 1e-3)),
}  # fmt: skip

# How often a step is repeated in the family "everyday". RAdam uses its second moment only after
# five steps. In other rules a spike is sometimes followed by enough equal steps for the effect of
# an error in a beta to accumulate.
REPEATS: dict[str, Sequence[int]] = {"radam": (1, 7, 1, 12)}


def table(rule: Rule, name: str) -> Sequence[HyperValue]:
    """Return the values of a hyper-parameter of a rule, the simplest first."""
    if isinstance(rule.defaults[name], bool):
        return FLAGS
    return OF_RULE.get((rule.name, name)) or TABLES[name]


def power(rule: Rule, name: str) -> int | None:
    """Return the power of the gradient in the units of a hyper-parameter, or None."""
    if name not in MEASURED or isinstance(rule.defaults[name], tuple):
        return None
    known = (rule.gradient_powers or {}).get(name)
    return known or OTHERWISE_MEASURED.get((rule.name, name)) or MEASURED[name]


def repeats(rule: Rule) -> Sequence[int]:
    """Return the possible numbers of repetitions of a step in the family 'everyday'."""
    return REPEATS.get(rule.name, (1, 1, 1, 1, 9))
