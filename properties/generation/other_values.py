"""Values other than the defaults, with which every part of a formula shows."""

from __future__ import annotations

from collections.abc import Sequence

from optimcore.hyperparameters import Hyper

from ..rules.registry import Rule, optimizers
from ..scenarios.model import HyperValue
from ..subjects.trajectory import Capabilities

# A value for hyper-parameters whose default is 0, and numbers below 1 for the others. With the
# second beta, RAdam's variance is tractable after few steps.
OTHER = 0.0625
OTHER_BETAS = (0.625, 0.75, 0.8125)


def other_values(rule: Rule, taken: Capabilities) -> dict[str, HyperValue]:
    """Return values other than the defaults for the hyper-parameters that a subject takes.

    They are in the range of each hyper-parameter.

    Args:
        rule: the rule.
        taken: what the subject supports.
    """
    found: dict[str, HyperValue] = {}
    for name, default in rule.defaults.items():
        others = _other_values(name, default) if name in taken.hyper else ()
        accepted = next((value for value in others if _accepts(rule.name, name, value)), None)
        if accepted is not None:
            found[name] = accepted
    return found


def _other_values(name: str, default: HyperValue) -> Sequence[HyperValue]:
    """Return other values, the best first."""
    if name == "betas" and isinstance(default, tuple):
        return (OTHER_BETAS[: len(default)],)
    if isinstance(default, bool):
        return (not default,)
    if name == "momentum":
        return (OTHER_BETAS[0],)
    if isinstance(default, float):
        return (default / 2, 2 * default) if abs(default) > OTHER else (OTHER,)
    return ()


def _accepts(rule: str, name: str, value: HyperValue) -> bool:
    declared: Hyper[object] = getattr(optimizers()[rule], name)
    try:
        declared.accept(value)
    except (TypeError, ValueError):
        return False
    return True
