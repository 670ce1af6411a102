"""Values other than the defaults, with which every part of a formula shows."""

from __future__ import annotations

from ...rules.registry import Rule
from ...scenarios.model import HyperValue
from ...subjects.trajectory import Capabilities

# A value for hyper-parameters whose default is 0, and numbers below 1 for the others. With the
# second beta, RAdam's variance is tractable after few steps.
OTHER = 0.0625
OTHER_BETAS = (0.625, 0.9375, 0.8125)


def other_values(rule: Rule, taken: Capabilities) -> dict[str, HyperValue]:
    """Return values other than the defaults for the hyper-parameters that a subject takes.

    Args:
        rule: the rule.
        taken: what the subject supports.
    """
    both = {n: _other_value(n, v) for n, v in rule.defaults.items() if n in taken.hyper}
    return {n: value for n, value in both.items() if value is not None}


def _other_value(name: str, default: HyperValue) -> HyperValue:
    if name == "betas" and isinstance(default, tuple):
        return OTHER_BETAS[: len(default)]
    if isinstance(default, bool):
        return not default
    if name == "momentum":
        return OTHER_BETAS[0]
    if isinstance(default, float):
        return default / 2 if abs(default) > OTHER else OTHER
    return None
