"""The values that hyper-parameters are drawn from: plain ones first, then loud ones.

A value that has the units of a gradient is drawn as a power of two times the gradients' scale, so
that it matters beside them; a table may be one rule's own where a name means something else there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .rules import Rule
from .scenario import HyperValue

BETAS = (
    (0.9, 0.999), (0.5, 0.75), (0.75, 0.5), (0.0, 0.5), (0.5, 0.0), (0.9, 0.9), (0.0, 0.0),
    (0.99, 0.9999), (0.999, 0.9), (0.1, 0.01), (0.875, 0.96875), (0.6, 0.999),
)  # fmt: skip
SLOW_BETAS = ((0.9, 0.999), (0.99, 0.9999), (0.5, 0.75), (0.6, 0.999))
DECAY_RATES = (0.5, 0.9, 0.99, 0.0, 0.75, 0.999)
FLAGS = (False, True)

# Powers of two times the gradients' scale; None is the rule's default, -inf is zero.
MEASURES = (None, 0, -2, 1, -5, 3, -8, -math.inf)

# Hyper-parameters drawn like that, with the power of a gradient's units that they have where the
# rule itself names none.
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

# How often a step of an everyday scenario is taken: RAdam begins to divide after its first five.
# Elsewhere a spike is now and then followed by enough silence for errors in a beta to add up.
REPEATS: dict[str, Sequence[int]] = {"radam": (1, 7, 1, 12)}


def table(rule: Rule, name: str) -> Sequence[HyperValue]:
    """The values of one hyper-parameter of a rule, the plainest first."""
    if isinstance(rule.defaults[name], bool):
        return FLAGS
    return OF_RULE.get((rule.name, name)) or TABLES[name]


def power(rule: Rule, name: str) -> int | None:
    """The power of a gradient's units that a hyper-parameter is drawn in, if it is."""
    if name not in MEASURED or isinstance(rule.defaults[name], tuple):
        return None
    known = (rule.gradient_powers or {}).get(name)
    return known or OTHERWISE_MEASURED.get((rule.name, name)) or MEASURED[name]


def repeats(rule: Rule) -> Sequence[int]:
    """How often a step of an everyday scenario may be taken."""
    return REPEATS.get(rule.name, (1, 1, 1, 1, 9))
