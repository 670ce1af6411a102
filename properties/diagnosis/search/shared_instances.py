"""Whether all instances of a subject share their state, found by running two of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ...engine.results import Finding
from ...generation.other_values import other_values
from ...laws import MUST, Trial, laws
from ...rules.registry import Rule
from ...scenarios.model import Array, Event, OtherStep, Scenario, Step
from ...scenarios.transforms import change
from ...subjects.fresh_subject import FreshSubject
from ...subjects.trajectory import Capabilities, Subject, SubjectError
from ..candidates.telling_steps import supported_steps
from ..hypotheses.contract_hypotheses import Hypothesis
from ..hypotheses.contract_models.shared_instances import SHARED_COUNT, SHARED_STATE
from ..hypotheses.judging import is_enclosed, rule_with
from .determinism import describe_difference

LAW = "instances"

# The factors of the gradients of the steps, the smallest case first.
STEPS = ((1.0,), (1.0, -0.5), (1.0, -0.5, 0.25))

# By what the gradients of the other optimizer are multiplied.
SCALES = (1.0, -3.0)


@dataclass(frozen=True)
class SharedByInstances:
    """What two optimizers share, the smallest case of it, and the number of cases."""

    hypothesis: Hypothesis
    shown: Finding
    cases: int


def find_shared_instances(rule: Rule, fresh: FreshSubject) -> SharedByInstances | None:
    """Return what the steps of one optimizer change for another one, if they do.

    What random numbers explain too is left out: runs that differ from process to process, and
    results that do not depend on the gradients of the other optimizer, unless they are those of a
    step count that both advance.

    Args:
        rule: the claimed rule.
        fresh: the subject, each run of which is the first one in a process.
    """
    longest = list(_scenarios(rule, fresh.capabilities, STEPS[-1:]))
    if any(_is_random(fresh, scenario) for scenario in longest[:1]):
        return None
    found = next(filter(None, (_find_shared(rule, fresh, s) for s in longest)), None)
    if found is None:
        return None
    broken = list(filter(None, (_judge(rule, fresh, s)
                                for s in _scenarios(rule, fresh.capabilities, STEPS))))  # fmt: skip
    return SharedByInstances(found, broken[0], len(broken))


def may_share_instances(subject: Subject, findings: Sequence[Finding]) -> bool:
    """Return whether a finding is about two instances, an exception, or a number that is lost.

    A state that NaN or an array of another shape has reached can be the same in all later runs.
    """
    about = [finding for finding in findings if finding.law.requirement == MUST]
    return any(f.law.id == LAW or _is_lost(subject, f.scenario) for f in about)


def _is_lost(subject: Subject, scenario: Scenario) -> bool:
    run = subject.run(scenario)
    return isinstance(run, SubjectError) or not all(
        np.isfinite(values).all() for frame in run.frames for values in frame
    )


def _scenarios(
    rule: Rule, taken: Capabilities, steps: Sequence[Sequence[float]]
) -> Iterator[Scenario]:
    """Yield steps, with the defaults and with other values."""
    for gradients in steps:
        yield from supported_steps(rule, taken, ({}, other_values(rule, taken)), gradients)


def _is_random(fresh: FreshSubject, scenario: Scenario) -> bool:
    again = FreshSubject(fresh.subject).run(scenario)
    return bool(describe_difference(fresh.run(scenario), again))


def _judge(rule: Rule, fresh: FreshSubject, scenario: Scenario) -> Finding | None:
    law = laws()[LAW]
    evidence = law.judge(Trial(rule, fresh, scenario))
    return Finding(law, LAW, scenario, evidence) if evidence and evidence.is_broken else None


def _find_shared(rule: Rule, fresh: FreshSubject, scenario: Scenario) -> Hypothesis | None:
    """Return what two optimizers share in a scenario; None if that is unknown or nothing."""
    if _judge(rule, fresh, scenario) is None or _is_random(fresh, scenario):
        return None
    both = [_with_other_steps(scenario, scale) for scale in SCALES]
    runs = [fresh.run(one) for one in both]
    if any(isinstance(run, SubjectError) for run in runs) or _is_random(fresh, both[0]):
        return None
    if describe_difference(*runs):
        return SHARED_STATE
    counted = rule_with(rule, SHARED_COUNT)
    agree = all(is_enclosed(counted, one, run) for one, run in zip(both, runs, strict=True))
    return SHARED_COUNT if agree else None


def _with_other_steps(scenario: Scenario, scale: float) -> Scenario:
    """Return the scenario with a step of another optimizer before each of its steps."""
    events: list[Event] = []
    scaled = partial(Array.scale, factor=scale)
    for event in scenario.events:
        if isinstance(event, Step):
            events.append(OtherStep(tuple(g and scaled(g) for g in event.gradients)))
        events.append(event)
    return change(scenario, events=tuple(events))
