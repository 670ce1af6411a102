"""Whether the one step count of a candidate also counts for a group that is added later."""

from __future__ import annotations

from functools import partial

from ...comparison.trajectories import compare_with_enclosure
from ...generation.corpus import adapt_supported
from ...rules.registry import Rule
from ...scenarios.model import AddGroup, Scenario, Start, Step
from ...scenarios.transforms import change
from ...subjects.trajectory import Subject, SubjectError
from ..candidates.candidate import Candidate
from ..candidates.telling_steps import telling_steps
from .contract_models.step_counts import SharedCountModel

# The step before which the group is added.
ADDED_BEFORE = 2

JOINT = partial(SharedCountModel, "step", "all")


def is_joint_count_refuted(candidate: Candidate, rule: Rule, subject: Subject) -> bool:
    """Return whether a candidate has one step count for all parameters, and the subject has not.

    In steps of parameters that are there from the start, a count of each parameter that advances
    without a gradient is the same. That of a group that is added later starts at 0.

    Args:
        candidate: the candidate, with the formula of the subject.
        rule: the rule of the subject.
        subject: the subject.
    """
    if rule.one_count or not candidate.rule.one_count:
        return False
    scenario = _with_late_group(rule, subject)
    run = None if scenario is None else subject.run(scenario)
    if scenario is None or run is None or isinstance(run, SubjectError):
        return False
    enclosure = candidate.enclosure(candidate.translate_scenario(scenario), JOINT)
    return compare_with_enclosure(scenario, run, enclosure).is_broken


def _with_late_group(rule: Rule, subject: Subject) -> Scenario | None:
    """Return steps of two groups, the second of which is added later; None without such groups."""
    if not subject.capabilities.supports("add group"):
        return None
    start = telling_steps(rule, subject.capabilities, {})
    [first] = start.parameters
    late = change(first, group=1)
    assert isinstance(late, Start)
    given = [event.gradients[0] for event in start.events if isinstance(event, Step)]
    steps = [Step((g, g if k >= ADDED_BEFORE else None)) for k, g in enumerate(given)]
    events = (*steps[:ADDED_BEFORE], AddGroup(1), *steps[ADDED_BEFORE:])
    two = change(start, parameters=(first, late), groups=start.groups * 2, events=events)
    return adapt_supported(rule, two, subject.capabilities)
