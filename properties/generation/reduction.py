"""Reduction of scenarios, applied after Hypothesis has shrunk the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator

from ..rules.registry import rules
from ..scenarios.consistency import is_consistent
from ..scenarios.model import Array, HyperValue, Look, Scenario, Step
from ..scenarios.shared_hyper import is_hyper_shared
from ..scenarios.transforms import change, keep_parameter, with_hyper
from .plain_values import (
    ONE,
    ZERO,
    plain_scenarios,
    plainer_arrays,
    with_default,
    with_fewer_groups,
    with_plain_precision,
    with_plain_rate,
    with_plainer_gradients,
)

# The value of decay rates in reduced scenarios.
FAST = 0.5

# The number of values of an array that are tried as its only element.
ELEMENTS = 7


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
    for plain in plain_scenarios(scenario, usual):
        spent += cost(plain)
        if plain != scenario and _is_valid(plain) and breaks(plain):
            scenario = plain
            break
    candidates = simpler_scenarios(scenario, usual)
    while spent < budget and (candidate := next(candidates, None)) is not None:
        if not _is_valid(candidate):
            continue
        spent += cost(candidate)
        if breaks(candidate):
            scenario, candidates = candidate, simpler_scenarios(candidate, usual)
    return scenario


def _is_valid(scenario: Scenario) -> bool:
    """Return whether a scenario can be run, with hyper-parameters that its rule is defined for."""
    shared = rules()[scenario.rule].profile.same_in_all_groups
    return is_consistent(scenario) and is_hyper_shared(scenario, shared)


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

    The default is given where that of the subject may be another one. The learning rate becomes 1:
    with it the numbers are easier to read than with most defaults.
    """
    names = {name for group in scenario.groups for name in group}
    plainer = [with_default(scenario, name, usual) for name in sorted(names - {"lr"})]
    plainer += [with_plain_rate(scenario)] if "lr" in names else []
    yield from (one for one in plainer if one != scenario)
    yield from with_fewer_groups(scenario)
    yield from with_plain_precision(scenario)
    yield from with_plainer_gradients(scenario)
    for i, start in enumerate(scenario.parameters):
        for plain in plainer_arrays(start.value, (ZERO, ONE)):
            changed = change(start, value=plain)
            starts = (*scenario.parameters[:i], changed, *scenario.parameters[i + 1 :])
            yield change(scenario, parameters=starts)
    for k, event in enumerate(scenario.events):
        if isinstance(event, Step):
            for i, gradient in enumerate(event.gradients):
                for plain in plainer_arrays(gradient, (ONE,)):
                    given = (*event.gradients[:i], plain, *event.gradients[i + 1 :])
                    changed_event = change(event, gradients=given)
                    events = (*scenario.events[:k], changed_event, *scenario.events[k + 1 :])
                    yield change(scenario, events=events)


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
        elif isinstance(event, Look) and event.calls > 1:
            events = (*scenario.events[:k], Look(), *scenario.events[k + 1 :])
            yield change(scenario, events=events)


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
