"""Subjects of rules with wrappings: what is around the rule is computed by translated scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.patched_package import build_variant
from ..rules.registry import Rule, rules
from ..scenarios.model import AddGroup, Event, Floats, OtherStep, Scenario, SetHyper, Step, Write
from ..scenarios.transforms import change
from ..scenarios.translated import NOTHING
from .optimcore_subject import CoreSubject
from .subject_with_defaults import SubjectWithDefaults
from .trajectory import Capabilities, Outcome, Subject, SubjectError, Trajectory


@dataclass(frozen=True)
class WrappedSubject:
    """A subject of one parameter group, with the wrappings of a rule around it.

    The groups that a wrapping makes are run one after the other.
    """

    rule: Rule
    inner: Subject

    @property
    def name(self) -> str:
        return f"{self.inner.name} in {', '.join(w.id for w in self.rule.wrappings)}"

    @property
    def capabilities(self) -> Capabilities:
        return self.inner.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        translated = self.rule.translate(scenario)
        inner, kept = translated.scenario, translated.kept
        if len(inner.groups) == 1:
            outcome = self.inner.run(inner)
            if isinstance(outcome, SubjectError):
                return _at_given_event(outcome, kept)
            return Trajectory(tuple(outcome.frames[k] for k in kept))
        arrays: dict[int, list[Floats]] = {}
        for group in {start.group for start in inner.parameters}:
            outcome = self.inner.run(_only_group(inner, group))
            if isinstance(outcome, SubjectError):
                return _at_given_event(outcome, kept)
            for place, i in enumerate(_members(inner, group)):
                arrays[i] = [outcome.frames[k][place] for k in kept]
        return Trajectory(
            tuple(tuple(arrays[i][k] for i in sorted(arrays)) for k in range(len(kept)))
        )


def _at_given_event(raised: SubjectError, kept: tuple[int, ...]) -> SubjectError:
    """Return an exception with the event of the given scenario."""
    event = next((k for k, last in enumerate(kept) if last >= raised.event), -1)
    return SubjectError(event if raised.event >= 0 else -1, raised.kind, raised.message)


def _members(scenario: Scenario, group: int) -> list[int]:
    return [i for i, start in enumerate(scenario.parameters) if start.group == group]


def _only_group(scenario: Scenario, group: int) -> Scenario:
    """Return the scenario of the parameters of one group, with the same number of events."""
    members = _members(scenario, group)
    joined = group not in scenario.late
    events: list[Event] = []
    for event in scenario.events:
        joined = joined or (isinstance(event, AddGroup) and event.group == group)
        events.append(_of_group(event, group, members, joined))
    return change(
        scenario,
        parameters=tuple(change(scenario.parameters[i], group=0) for i in members),
        groups=(scenario.groups[group],),
        events=tuple(events),
    )


def _of_group(event: Event, group: int, members: list[int], joined: bool) -> Event:
    match event:
        case Step() | OtherStep():
            there = (event.gradients[i] if joined else None for i in members)
            return change(event, gradients=tuple(there))
        case SetHyper():
            return change(event, group=0) if event.group == group else NOTHING
        case Write(values):
            return Write(tuple(values[i] for i in members))
        case AddGroup():
            return NOTHING
        case _:
            return event


def wrap_subject(rule: Rule, inner: Subject) -> Subject:
    """Return a subject with the defaults of a rule, and with its wrappings around it."""
    if rule.defaults != rules()[rule.name].defaults:
        inner = SubjectWithDefaults(rule, inner)
    return WrappedSubject(rule, inner) if rule.wrappings else inner


def reference_subject(rule: Rule) -> Subject:
    """Return optimcore's optimizer with the dialects of a rule and the wrappings around it."""
    inner = CoreSubject(rule.name, build_variant(rule.edits, rule.name))
    return wrap_subject(rule, inner)
