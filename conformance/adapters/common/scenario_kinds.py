"""The kind of a scenario: what code of an optimizer may treat in another way."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from properties.scenarios.encoding import decode_group
from properties.scenarios.model import Array, Event, HyperValue, OtherStep, Scenario, Start, Step
from properties.subjects.hyper_names import HyperNames

NON_FINITE = {"nan", "inf", "-inf"}

# Numbers of parameters from this one on are treated alike.
SEVERAL = 3


def describe_kind(scenario: Scenario, names: HyperNames) -> Hashable:
    """Return what a scenario has: dtypes, kinds of shapes, events, and hyper-parameters.

    Hyper-parameters count by whether they are zero or switched on, and gradients by whether one is
    missing or has elements that are no finite numbers.
    """
    return (
        frozenset(scenario.dtypes),
        min(len(scenario.parameters), SEVERAL),
        frozenset(map(_describe_start, scenario.parameters)),
        frozenset(part for event in scenario.events for part in _describe_event(event)),
        frozenset(
            (name, _has_zero(value))
            for group in scenario.groups
            for name, value in decode_group(group).items()
        ),
        (len(scenario.groups) > 1, scenario.params_as, scenario.lr_as),
        repr(names.fixed),
    )


def _describe_start(start: Start) -> Hashable:
    shape = start.value.shape
    return len(shape) == 0, 0 in shape, start.strided, start.complex


def _describe_event(event: Event) -> Iterator[Hashable]:
    yield type(event).__name__
    if isinstance(event, Step | OtherStep):
        yield from map(_describe_gradient, event.gradients)
    if isinstance(event, Step):
        yield event.closure, event.hooks, event.sparse, event.dtype
        yield event.loss_scale is not None, event.overflow


def _describe_gradient(gradient: Array | None) -> str:
    if gradient is None:
        return "missing"
    return "finite" if NON_FINITE.isdisjoint(gradient.values) else "non-finite"


def _has_zero(value: HyperValue) -> bool:
    return any(x == 0 for x in value) if isinstance(value, tuple) else value == 0
