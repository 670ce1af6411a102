"""Conditions under which two optimizers may agree that do not always agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ..rules.registry import Rule
from ..scenarios.model import HyperValue, Scenario, Schedule, SetHyper
from ..scenarios.transforms import change, set_everywhere, with_all_gradients


@dataclass(frozen=True)
class Condition:
    """A restriction of scenarios.

    Attributes:
        apply: restricts a scenario.
        hyper: the hyper-parameter that is fixed at ``value``; empty for other conditions.
        words: description of the condition, if it is not about a hyper-parameter.
    """

    apply: Callable[[Scenario], Scenario]
    hyper: str = ""
    value: HyperValue = None
    words: str = ""


def fixed_condition(hyper: str, value: HyperValue) -> Condition:
    """Return the condition that a hyper-parameter always has this value."""
    return Condition(lambda scenario: set_everywhere(scenario, **{hyper: value}), hyper, value)


def candidate_conditions(rule: Rule, taken: Collection[str]) -> Iterator[Condition]:
    """Yield the conditions to try for a subject with these hyper-parameters, strongest first."""
    for hyper, default in rule.defaults.items():
        if hyper in taken and hyper != "lr" and isinstance(default, bool | float):
            yield fixed_condition(hyper, False if isinstance(default, bool) else 0.0)
    yield EVERY_GRADIENT
    yield STEADY


def _without_changes(scenario: Scenario) -> Scenario:
    kept = tuple(e for e in scenario.events if not isinstance(e, SetHyper | Schedule))
    return change(scenario, events=kept)


EVERY_GRADIENT = Condition(with_all_gradients, words="every parameter has a gradient at every step")
STEADY = Condition(_without_changes, words="no hyper-parameter changes during the run")
