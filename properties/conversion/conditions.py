"""Conditions under which two optimizers may agree though they do not always."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ..rules import Rule
from ..scenario import HyperValue, Scenario, Schedule, SetHyper
from ..transforms import change, set_everywhere, with_all_gradients


@dataclass(frozen=True)
class Condition:
    """One thing left out of every scenario.

    Attributes:
        hyper: the hyper-parameter that is held at ``value``; empty if it is no such condition.
        words: what holds, where it is no hyper-parameter.
    """

    applied: Callable[[Scenario], Scenario]
    hyper: str = ""
    value: HyperValue = None
    words: str = ""


def held(hyper: str, value: HyperValue) -> Condition:
    """A hyper-parameter that has this value all the time."""
    return Condition(lambda scenario: set_everywhere(scenario, **{hyper: value}), hyper, value)


def conditions(rule: Rule, taken: Collection[str]) -> Iterator[Condition]:
    """Those worth trying for a subject that takes these hyper-parameters, the gravest first."""
    for hyper, default in rule.defaults.items():
        if hyper in taken and hyper != "lr" and isinstance(default, bool | float):
            yield held(hyper, False if isinstance(default, bool) else 0.0)
    yield EVERY_GRADIENT
    yield STEADY


def _steady(scenario: Scenario) -> Scenario:
    kept = tuple(e for e in scenario.events if not isinstance(e, SetHyper | Schedule))
    return change(scenario, events=kept)


EVERY_GRADIENT = Condition(with_all_gradients, words="every parameter has a gradient at every step")
STEADY = Condition(_steady, words="no hyper-parameter changes on the way")
