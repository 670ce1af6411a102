"""Boundary values of hyper-parameters, which a library may reject with an exception."""

from __future__ import annotations

from collections.abc import Mapping

from ..rules.registry import Rule
from ..scenarios.encoding import read, read_all
from ..scenarios.model import AddGroup, HyperValue, Restart, Resume, Rewind, Scenario, SetHyper
from ..subjects.trajectory import Outcome, Raised, Subject

# Exceptions by which a constructor rejects a value.
REFUSALS = {"ValueError", "AssertionError"}

# The events that pass hyper-parameters to an optimizer.
TELLING = (SetHyper, Resume, Restart, Rewind, AddGroup)

# Exceptions that are raised where a number is required and None is given.
STUMBLES = {"TypeError", "ValueError"}


def at_edge(rule: Rule, scenario: Scenario) -> list[str]:
    """Return the hyper-parameters that are 0 or contain a 0, unless the rule's default does too.

    The profile of a rule may add boundary values.
    """
    groups = [read_all(group) for group in scenario.groups]
    groups += [{e.name: read(e.value)} for e in scenario.events if isinstance(e, SetHyper)]
    zeros = {
        name
        for group in groups
        for name, value in group.items()
        if _holds_zero(value) and not _holds_zero(rule.defaults[name])
    }
    own = (rule.profile.boundary_values({**rule.defaults, **group}) for group in groups)
    return sorted(zeros.union(*own))


def refused(rule: Rule, subject: Subject, scenario: Scenario, outcome: Outcome) -> bool:
    """Return whether the subject rejected a boundary value, or None in a pair.

    A boundary value is rejected if one of ``REFUSALS`` is raised at an event that passes it, or if
    NotImplementedError is raised at any event. None in a pair is rejected if one of ``STUMBLES`` is
    raised and the default of the subject has no None.
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
    """Return whether a pair contains None where the default of the subject does not."""
    given = (item for group in scenario.groups for item in read_all(group).items())
    return any(_is_open(value) and not _is_open(own.get(name)) for name, value in given)


def _is_open(value: HyperValue) -> bool:
    return isinstance(value, tuple) and None in value


def _holds_zero(value: HyperValue) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(v == 0 and not isinstance(v, bool) for v in parts)
