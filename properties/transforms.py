"""Scenarios made from scenarios: what the laws compare a run with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import msgspec

from .scenario import Array, Event, HyperValue, Scenario, SetHyper, Start, Step, read, written

change = msgspec.structs.replace


def with_gradients(scenario: Scenario, to: Callable[[Array], Array]) -> Scenario:
    """Every gradient replaced."""

    def changed(event: Event) -> Event:
        if not isinstance(event, Step):
            return event
        return change(event, gradients=tuple(g and to(g) for g in event.gradients))

    return change(scenario, events=tuple(changed(event) for event in scenario.events))


def with_starts(scenario: Scenario, to: Callable[[Start], Start]) -> Scenario:
    """Every initial parameter replaced."""
    return change(scenario, parameters=tuple(to(start) for start in scenario.parameters))


def with_hyper(scenario: Scenario, to: Callable[[str, HyperValue], HyperValue | None]) -> Scenario:
    """Every hyper-parameter replaced, in the groups and in the events; None leaves it out."""

    def group(values: Mapping[str, bool | str | tuple[str, str]]) -> dict[str, object]:
        new = {name: to(name, read(value)) for name, value in values.items()}
        return {name: written(value) for name, value in new.items() if value is not None}

    def event(e: Event) -> Event | None:
        if not isinstance(e, SetHyper):
            return e
        value = to(e.name, read(e.value))
        return None if value is None else change(e, value=written(value))

    events = [event(e) for e in scenario.events]
    return change(
        scenario,
        groups=tuple(group(g) for g in scenario.groups),
        events=tuple(e for e in events if e is not None),
    )


def set_everywhere(scenario: Scenario, **values: HyperValue) -> Scenario:
    """These hyper-parameters given these values in every group, and never changed."""
    fixed = {name: written(value) for name, value in values.items()}
    return change(
        scenario,
        groups=tuple({**group, **fixed} for group in scenario.groups),
        events=tuple(
            e for e in scenario.events if not (isinstance(e, SetHyper) and e.name in values)
        ),
    )


def without_hyper(scenario: Scenario, names: Collection[str]) -> Scenario:
    """These hyper-parameters left to the subject's defaults."""
    return with_hyper(scenario, lambda name, value: None if name in names else value)


def inserted(scenario: Scenario, at: int, *events: Event) -> Scenario:
    """Events put in before event ``at``."""
    return change(scenario, events=(*scenario.events[:at], *events, *scenario.events[at:]))


def only(scenario: Scenario, i: int) -> Scenario:
    """Parameter i alone, in a group of its own."""

    def event(e: Event) -> Event | None:
        if isinstance(e, Step):
            return change(e, gradients=(e.gradients[i],))
        if isinstance(e, SetHyper):
            return change(e, group=0) if e.group == start.group else None
        return e

    start = scenario.parameters[i]
    events = [event(e) for e in scenario.events]
    return change(
        scenario,
        parameters=(change(start, group=0),),
        groups=(scenario.groups[start.group],),
        events=tuple(e for e in events if e is not None),
    )


def steps_at(scenario: Scenario) -> list[int]:
    """The positions of the steps among the events."""
    return [k for k, event in enumerate(scenario.events) if isinstance(event, Step)]
