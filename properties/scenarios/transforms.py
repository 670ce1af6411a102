"""Transformations of scenarios that laws use to compare runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

import msgspec

from .encoding import decode_hyper, encode_hyper
from .model import (
    AddGroup,
    Array,
    EncodedHyper,
    Event,
    HyperValue,
    OtherStep,
    Scenario,
    SetHyper,
    Start,
    Step,
    Write,
    encode_array,
)

change = msgspec.structs.replace


def with_gradients(scenario: Scenario, to: Callable[[Array], Array]) -> Scenario:
    """Apply a function to every gradient."""

    def changed(event: Event) -> Event:
        if not isinstance(event, Step):
            return event
        return change(event, gradients=tuple(g and to(g) for g in event.gradients))

    return change(scenario, events=tuple(changed(event) for event in scenario.events))


def carry_half(scenario: Scenario) -> Scenario:
    """Return a scenario in float16 with the same numbers in float32, which optimcore computes in.

    A scenario in bfloat16 needs no translation, because its arrays are float32.
    """
    if scenario.dtype != "float16":
        return scenario

    def rounded(values: Array) -> Array:
        return encode_array(values.numpy("float16"))

    carried = with_gradients(change(scenario, dtype="float32"), rounded)
    events = tuple(
        change(e, values=tuple(map(rounded, e.values))) if isinstance(e, Write) else e
        for e in carried.events
    )
    return with_starts(
        change(carried, events=events), lambda start: change(start, value=rounded(start.value))
    )


def with_all_gradients(scenario: Scenario) -> Scenario:
    """Replace every missing gradient by zeros."""

    def changed(event: Event) -> Event:
        if not isinstance(event, Step | OtherStep):
            return event
        both = zip(event.gradients, scenario.parameters, strict=True)
        zeros = tuple(g or Array(start.value.shape, ((0.0).hex(),)) for g, start in both)
        return change(event, gradients=zeros)

    return change(scenario, events=tuple(changed(event) for event in scenario.events))


def with_starts(scenario: Scenario, to: Callable[[Start], Start]) -> Scenario:
    """Apply a function to every initial parameter."""
    return change(scenario, parameters=tuple(to(start) for start in scenario.parameters))


def with_hyper(scenario: Scenario, to: Callable[[str, HyperValue, int], HyperValue]) -> Scenario:
    """Apply a function of name, value and group to every hyper-parameter, also in events."""

    def group(k: int, values: Mapping[str, EncodedHyper]) -> dict[str, EncodedHyper]:
        return {
            name: encode_hyper(to(name, decode_hyper(value), k)) for name, value in values.items()
        }

    def event(e: Event) -> Event:
        if not isinstance(e, SetHyper):
            return e
        return change(e, value=encode_hyper(to(e.name, decode_hyper(e.value), e.group)))

    return change(
        scenario,
        groups=tuple(group(k, g) for k, g in enumerate(scenario.groups)),
        events=tuple(event(e) for e in scenario.events),
    )


def set_everywhere(scenario: Scenario, **values: HyperValue) -> Scenario:
    """Set hyper-parameters in every group, and remove the events that change them."""
    fixed = {name: encode_hyper(value) for name, value in values.items()}
    return change(
        scenario,
        groups=tuple({**group, **fixed} for group in scenario.groups),
        events=tuple(
            e for e in scenario.events if not (isinstance(e, SetHyper) and e.name in values)
        ),
    )


def without_hyper(scenario: Scenario, names: Collection[str]) -> Scenario:
    """Remove hyper-parameters from every group, and the events that change them."""
    return change(
        scenario,
        groups=tuple({n: v for n, v in g.items() if n not in names} for g in scenario.groups),
        events=tuple(
            e for e in scenario.events if not (isinstance(e, SetHyper) and e.name in names)
        ),
    )


def has_kernels(scenario: Scenario) -> bool:
    """Return whether a parameter has more than two axes."""
    return any(len(start.value.shape) - start.complex > 2 for start in scenario.parameters)


def flatten_kernels(scenario: Scenario) -> Scenario:
    """Return the scenario with each parameter as a matrix of the first axis and all others."""

    def flat(array: Array) -> Array:
        rows, *others = array.shape
        return array.fill_shape((rows, math.prod(others))) if len(array.shape) > 2 else array

    def event(e: Event) -> Event:
        if isinstance(e, Step | OtherStep):
            return change(e, gradients=tuple(g and flat(g) for g in e.gradients))
        return Write(tuple(map(flat, e.values))) if isinstance(e, Write) else e

    return change(
        with_starts(scenario, lambda start: change(start, value=flat(start.value))),
        events=tuple(map(event, scenario.events)),
    )


def has_finite_inputs(scenario: Scenario) -> bool:
    """Return whether all initial values and gradients are finite."""
    arrays = [start.value for start in scenario.parameters]
    for event in scenario.events:
        arrays += [g for g in getattr(event, "gradients", ()) if g is not None]
    return all(math.isfinite(float.fromhex(text)) for array in arrays for text in array.values)


def insert_events(scenario: Scenario, at: int, *events: Event) -> Scenario:
    """Insert events before event ``at``."""
    return change(scenario, events=(*scenario.events[:at], *events, *scenario.events[at:]))


def keep_parameter(scenario: Scenario, i: int) -> Scenario:
    """Return the scenario of parameter i alone."""

    def event(e: Event) -> Event | None:
        if isinstance(e, Step | OtherStep):
            return change(e, gradients=(e.gradients[i],))
        if isinstance(e, SetHyper):
            return change(e, group=0) if e.group == start.group else None
        if isinstance(e, Write):
            return Write((e.values[i],))
        return None if isinstance(e, AddGroup) else e

    start = scenario.parameters[i]
    events = [event(e) for e in scenario.events]
    return change(
        scenario,
        parameters=(change(start, group=0),),
        groups=(scenario.groups[start.group],),
        events=tuple(e for e in events if e is not None),
    )


def steps_at(scenario: Scenario) -> list[int]:
    """Return the indices of the steps among the events."""
    return [k for k, event in enumerate(scenario.events) if isinstance(event, Step)]


def reverse_parameters(scenario: Scenario) -> Scenario:
    """Reverse the order of the parameters."""

    def event(e: Event) -> Event:
        if isinstance(e, Step | OtherStep):
            return change(e, gradients=e.gradients[::-1])
        return Write(e.values[::-1]) if isinstance(e, Write) else e

    return change(
        scenario,
        parameters=scenario.parameters[::-1],
        events=tuple(event(e) for e in scenario.events),
    )


def split_first_parameter(scenario: Scenario) -> Scenario:
    """Split the first parameter into its first element and the rest."""
    first, *others = scenario.parameters

    def event(e: Event) -> Event:
        if not isinstance(e, Step | OtherStep):
            return e
        g = e.gradients[0]
        parts = (None, None) if g is None else g.split_first()
        return change(e, gradients=(*parts, *e.gradients[1:]))

    return change(
        scenario,
        parameters=(*(change(first, value=part) for part in first.value.split_first()), *others),
        events=tuple(event(e) for e in scenario.events),
    )
