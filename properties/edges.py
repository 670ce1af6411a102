"""Hyper-parameters at the edge of what a rule allows, which a library may refuse, loudly."""

from __future__ import annotations

from collections.abc import Mapping

from .rules import Rule
from .scenario import (
    AddGroup,
    HyperValue,
    Restart,
    Resume,
    Rewind,
    Scenario,
    SetHyper,
    read,
    read_all,
)
from .trajectory import Outcome, Raised, Subject

# What a constructor raises that does not take a value.
REFUSALS = {"ValueError", "AssertionError"}

# The events that tell an optimizer numbers, or build one anew with those of now.
TELLING = (SetHyper, Resume, Restart, Rewind, AddGroup)

# What is raised where None is no number.
STUMBLES = {"TypeError", "ValueError"}


def at_edge(rule: Rule, scenario: Scenario) -> list[str]:
    """The hyper-parameters that are 0, or hold one, where the rule's default does not.

    A learning rate outside of the step sizes is one too: Rprop's first step is then clipped.
    """
    groups = [read_all(group) for group in scenario.groups]
    groups += [{e.name: read(e.value)} for e in scenario.events if isinstance(e, SetHyper)]
    zeros = {
        name
        for group in groups
        for name, value in group.items()
        if _holds_zero(value) and not _holds_zero(rule.defaults[name])
    }
    outside = {"lr" for group in groups if _starts_outside({**rule.defaults, **group})}
    return sorted(zeros | outside)


def refused(rule: Rule, subject: Subject, scenario: Scenario, outcome: Outcome) -> bool:
    """Whether the subject refused a number: at the edge, when it was told it or as not written.

    And whether it has no number for None in a pair, and stumbles over it: of its own defaults, too,
    none may be such a pair.
    """
    if not isinstance(outcome, Raised):
        return False
    if outcome.kind in STUMBLES and _leaves_one_open(scenario, subject.abilities.defaults):
        return True
    if not at_edge(rule, scenario):
        return False
    when_told = outcome.event < 0 or isinstance(scenario.events[outcome.event], TELLING)
    return (when_told and outcome.kind in REFUSALS) or outcome.kind == "NotImplementedError"


def _leaves_one_open(scenario: Scenario, own: Mapping[str, HyperValue]) -> bool:
    """Whether a number is None, for one of the subject's own choice, which it never promised."""
    given = (item for group in scenario.groups for item in read_all(group).items())
    return any(_is_open(value) and not _is_open(own.get(name)) for name, value in given)


def _is_open(value: HyperValue) -> bool:
    return isinstance(value, tuple) and None in value


def _holds_zero(value: HyperValue) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(v == 0 and not isinstance(v, bool) for v in parts)


def _starts_outside(hyper: Mapping[str, HyperValue]) -> bool:
    lr, sizes = hyper.get("lr"), hyper.get("step_sizes")
    if not (isinstance(sizes, tuple) and isinstance(lr, int | float)):
        return False
    numbers = [size for size in sizes if size is not None]
    return not min(numbers) <= lr <= max(numbers)
