"""Values of hyper-parameters with few bits, so that formats of low precision represent results."""

from __future__ import annotations

from ...rules.registry import Rule
from ...scenarios.model import HyperValue
from ...subjects.trajectory import Capabilities

# Decay rates of averages of squares that are not bias-corrected: 1 minus the value has a root with
# few bits.
ROOTED = frozenset({"alpha", "rho"})


def few_bit_hyper(rule: Rule, taken: Capabilities, momentum: float = 0.5) -> dict[str, HyperValue]:
    """Return values with few bits for the hyper-parameters that a subject takes.

    Args:
        rule: the rule.
        taken: what the subject supports.
        momentum: the value of a hyper-parameter ``momentum``.
    """
    values = {n: _short(n, d, momentum) for n, d in rule.defaults.items() if n in taken.hyper}
    return {name: value for name, value in values.items() if value is not None}


def _short(name: str, default: HyperValue, momentum: float) -> HyperValue:
    """Return a value with few bits; None to leave out the hyper-parameter."""
    if name == "momentum":
        return momentum
    if name == "weight_decay":
        return 0.0
    if name == "beta2_decay":
        return -1.0
    if name in ROOTED:
        return 0.75
    if name == "betas" and isinstance(default, tuple):
        return (0.5,) * len(default)
    return 0.5 if isinstance(default, float) and default > 0 else None
