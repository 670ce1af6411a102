"""Reduction of scenarios, applied after Hypothesis has shrunk the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator

from ..rules.registry import rules
from ..scenarios.model import Array, HyperValue, Scenario, Step
from ..scenarios.transforms import change, keep_parameter, set_everywhere, with_hyper, without_hyper

# The value of decay rates in reduced scenarios.
FAST = 0.5

# The number of values of an array that are tried as its only element.
ELEMENTS = 7

# Hyper-parameters of terms that are absent at 0, and whose default is not 0 in some rules.
OPTIONAL_TERMS = ("weight_decay", "momentum")

# The plain values of arrays, in hexadecimal.
ZERO, ONE = (0.0).hex(), (1.0).hex()


def reduce_scenario(
    scenario: Scenario,
    breaks: Callable[[Scenario], bool],
    budget: int,
    usual: Collection[str] = (),
) -> Scenario:
    """Return the simplest scenario that greedy reduction reaches and that still breaks.

    Args:
        scenario: the scenario.
        breaks: whether a scenario breaks the law.
        budget: the largest total cost of the scenarios that are tested.
        usual: the hyper-parameters of which the subject has the rule's default.
    """
    spent = 0
    candidates = simpler_scenarios(scenario, usual)
    while spent < budget and (candidate := next(candidates, None)) is not None:
        spent += cost(candidate)
        if breaks(candidate):
            scenario, candidates = candidate, simpler_scenarios(candidate, usual)
    return scenario


def cost(scenario: Scenario) -> int:
    """Return the cost of testing a scenario, relative to a small one."""
    return 1 + scenario.steps // 100 + scenario.size // 2000


def simpler_scenarios(scenario: Scenario, usual: Collection[str] = ()) -> Iterator[Scenario]:
    """Yield scenarios with fewer parameters, events, repetitions or elements, one change each."""
    if len(scenario.parameters) > 1:
        yield from (keep_parameter(scenario, i) for i in range(len(scenario.parameters)))
        if len(scenario.parameters) > 2:
            yield from (_drop_parameter(scenario, i) for i in range(len(scenario.parameters)))
    for k in range(len(scenario.events)):
        if len(scenario.events) > 1:
            yield change(scenario, events=scenario.events[:k] + scenario.events[k + 1 :])
    yield from _shorter_scenarios(scenario)
    yield from _quicker_scenarios(scenario)
    for i, start in enumerate(scenario.parameters):
        if math.prod(start.value.shape) > 1:
            yield from (_single_element(scenario, i, j) for j in range(ELEMENTS))
    yield from _plainer_scenarios(scenario, usual)


def _plainer_scenarios(scenario: Scenario, usual: Collection[str]) -> Iterator[Scenario]:
    """Yield scenarios with an array of ones or zeros, or a hyper-parameter at the rule's default.

    The default is given where that of the subject may be another one. The learning rate stays: with
    1 the numbers are easier to read than with most defaults.
    """
    names = {name for group in scenario.groups for name in group} - {"lr"}
    acting = {n for n in OPTIONAL_TERMS if rules()[scenario.rule].defaults.get(n)}
    for name in sorted(names - acting):
        yield (
            without_hyper(scenario, {name})
            if name in usual
            else set_everywhere(scenario, **{name: rules()[scenario.rule].defaults[name]})
        )
    for name in sorted(names & acting):
        yield from _without_term(scenario, name)
    for i, start in enumerate(scenario.parameters):
        for plain in _plainer_arrays(start.value, (ZERO, ONE)):
            changed = change(start, value=plain)
            starts = (*scenario.parameters[:i], changed, *scenario.parameters[i + 1 :])
            yield change(scenario, parameters=starts)
    for k, event in enumerate(scenario.events):
        if isinstance(event, Step):
            for i, gradient in enumerate(event.gradients):
                for plain in _plainer_arrays(gradient, (ONE,)):
                    given = (*event.gradients[:i], plain, *event.gradients[i + 1 :])
                    changed_event = change(event, gradients=given)
                    events = (*scenario.events[:k], changed_event, *scenario.events[k + 1 :])
                    yield change(scenario, events=events)


def _without_term(scenario: Scenario, name: str) -> Iterator[Scenario]:
    """Yield the scenario with a hyper-parameter of 0, so that no default acts unseen."""
    other = with_hyper(scenario, lambda n, value, group: 0.0 if n == name else value)
    if other != scenario:
        yield other


def _plainer_arrays(array: Array | None, plain: tuple[str, ...]) -> Iterator[Array]:
    """Yield arrays of one plain value each; none if the array is one of them."""
    if array is not None and array.values and not (set(array.values) <= {ZERO, ONE}):
        yield from (Array(array.shape, (value,)) for value in plain)


def _drop_parameter(scenario: Scenario, i: int) -> Scenario:
    events = tuple(
        change(e, gradients=e.gradients[:i] + e.gradients[i + 1 :]) if isinstance(e, Step) else e
        for e in scenario.events
    )
    starts = scenario.parameters[:i] + scenario.parameters[i + 1 :]
    used = sorted({start.group for start in starts})
    if len(used) < len(scenario.groups):
        return scenario
    return change(scenario, parameters=starts, events=events)


def _shorter_scenarios(scenario: Scenario) -> Iterator[Scenario]:
    for k, event in enumerate(scenario.events):
        if isinstance(event, Step) and event.times > 1:
            for times in sorted({1, event.times // 2, event.times - 1}):
                changed = change(event, times=times)
                yield change(
                    scenario, events=(*scenario.events[:k], changed, *scenario.events[k + 1 :])
                )


def _quicker_scenarios(scenario: Scenario) -> Iterator[Scenario]:
    """Yield scenarios with two steps in place of many equal ones, and fast decay rates."""
    halved = rules()[scenario.rule].profile.halved
    quick = with_hyper(
        scenario, lambda name, value, group: _halved(value) if name in halved else value
    )
    for k, event in enumerate(scenario.events):
        if isinstance(event, Step) and event.times > 2:
            two = change(event, times=2)
            yield change(quick, events=(*quick.events[:k], two, *quick.events[k + 1 :]))


def _halved(value: HyperValue) -> HyperValue:
    return (FAST,) * len(value) if isinstance(value, tuple) else FAST


def _single_element(scenario: Scenario, i: int, j: int) -> Scenario:
    # A rule for matrices has no parameters with one axis.
    single = (1,) * (rules()[scenario.rule].dimensions or 1)

    def element(array: Array) -> Array:
        return Array(single, (array.values[j % len(array.values)],))

    start = scenario.parameters[i]
    small = change(start, value=element(start.value))

    def event(e: Step) -> Step:
        g = e.gradients[i]
        new = None if g is None else element(g)
        return change(e, gradients=(*e.gradients[:i], new, *e.gradients[i + 1 :]))

    return change(
        scenario,
        parameters=(*scenario.parameters[:i], small, *scenario.parameters[i + 1 :]),
        events=tuple(event(e) if isinstance(e, Step) else e for e in scenario.events),
    )
