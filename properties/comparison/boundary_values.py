"""Boundary values of hyper-parameters, which a library may reject with an exception."""

from __future__ import annotations

from ..rules.registry import Rule
from ..scenarios.encoding import decode_group, decode_hyper
from ..scenarios.model import AddGroup, HyperValue, Restart, Resume, Rewind, Scenario, SetHyper
from ..subjects.trajectory import Outcome, Subject, SubjectError

# Exceptions by which a constructor rejects a value.
REJECTION_ERRORS = {"ValueError", "AssertionError"}

DECAY = "weight_decay"

# The events that pass hyper-parameters to an optimizer.
TELLING = (SetHyper, Resume, Restart, Rewind, AddGroup)

# Exceptions that are raised where a number is required and None is given.
NONE_REJECTION_ERRORS = {"TypeError", "ValueError"}


def find_boundary_values(rule: Rule, scenario: Scenario) -> list[str]:
    """Return the hyper-parameters that are 0 or contain a 0, unless the rule's default does too.

    The profile of a rule may add boundary values.
    """
    groups = [decode_group(group) for group in scenario.groups]
    groups += [{e.name: decode_hyper(e.value)} for e in scenario.events if isinstance(e, SetHyper)]
    zeros = {
        name
        for group in groups
        for name, value in group.items()
        if _holds_zero(value) and not _holds_zero(rule.defaults[name])
    }
    own = (rule.profile.boundary_values({**rule.defaults, **group}) for group in groups)
    return sorted(zeros.union(*own))


def find_rejectable_values(rule: Rule, scenario: Scenario) -> list[str]:
    """Return the hyper-parameters with a boundary value, and weight decay of 1 or more.

    Some libraries accept weight decay below 1 alone, so that it always shrinks the parameter.
    """
    groups = [decode_group(group) for group in scenario.groups]
    groups += [{e.name: decode_hyper(e.value)} for e in scenario.events if isinstance(e, SetHyper)]
    decays = [group[DECAY] for group in groups if DECAY in group]
    large = {DECAY} if any(isinstance(x, float) and x >= 1 for x in decays) else set()
    return sorted(large.union(find_boundary_values(rule, scenario)))


def is_rejected_boundary(
    rule: Rule, subject: Subject, scenario: Scenario, outcome: Outcome
) -> bool:
    """Return whether the subject rejected a boundary value, large decay, or None in a pair.

    A value is rejected if one of ``REJECTION_ERRORS`` is raised at an event that passes
    it, or if NotImplementedError is raised at any event. None in a pair is rejected if one of
    ``NONE_REJECTION_ERRORS`` is raised and the default of the subject has no None.
    """
    if not isinstance(outcome, SubjectError):
        return False
    if find_rejected_nones(subject, scenario, outcome):
        return True
    if not find_rejectable_values(rule, scenario):
        return False
    when_told = outcome.event < 0 or isinstance(scenario.events[outcome.event], TELLING)
    return (when_told and outcome.kind in REJECTION_ERRORS) or outcome.kind == "NotImplementedError"


def find_rejected_nones(subject: Subject, scenario: Scenario, outcome: Outcome) -> list[str]:
    """Return the pairs whose None the subject rejects: its own default of the pair has none."""
    if not isinstance(outcome, SubjectError) or outcome.kind not in NONE_REJECTION_ERRORS:
        return []
    own = subject.capabilities.defaults
    given = (item for group in scenario.groups for item in decode_group(group).items())
    return sorted(
        {n for n, value in given if _contains_none(value) and not _contains_none(own.get(n))}
    )


def _contains_none(value: HyperValue | None) -> bool:
    return isinstance(value, tuple) and None in value


def _holds_zero(value: HyperValue) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(v == 0 and not isinstance(v, bool) for v in parts)
