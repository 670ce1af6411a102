"""Hypotheses about values that all parameters share: they are computed for parts of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ...enclosures.evaluate import Enclosure, enclose
from ...rules.registry import Rule
from ...scenarios.model import AddGroup, Event, OtherStep, Scenario, SetHyper, Step, Write, ZeroGrad
from ...scenarios.transforms import change
from .contract_hypotheses import Hypothesis

# Indices of the parameters that share values.
Parts: TypeAlias = Sequence[tuple[int, ...]]

FEATURES = frozenset({"parameters", "groups", "none", "add-group", "dtypes"})


def shared_value_hypotheses(rule: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses for a rule whose parameters share values."""
    if not rule.shares_values:
        return
    yield Hypothesis(
        "shared-per-parameter",
        "the values that all parameters share are computed for each parameter alone",
        "Each parameter is updated as if it were the only one, so that a model of several layers "
        "is not trained by the rule, while a test with one parameter passes.",
        FEATURES, lambda s: (s, list(range(len(s.events)))), split=_each_parameter,
    )  # fmt: skip
    yield Hypothesis(
        "shared-per-group",
        "the values that all parameters share are computed for each parameter group",
        "The parameters of a group are updated as if there were no other group. A test with one "
        "group passes.",
        FEATURES, lambda s: (s, list(range(len(s.events)))), split=_each_group,
    )  # fmt: skip


def _each_parameter(scenario: Scenario) -> Parts:
    return [(i,) for i in range(len(scenario.parameters))]


def _each_group(scenario: Scenario) -> Parts:
    places = [start.group for start in scenario.parameters]
    return [tuple(i for i, k in enumerate(places) if k == group) for group in sorted(set(places))]


def enclose_parts(rule: Rule, scenario: Scenario, parts: Parts) -> Enclosure:
    """Return the bounds if the parameters of each part are updated without the others."""
    order = [i for part in parts for i in part]
    found = [enclose(rule, _keep_parameters(scenario, part)) for part in parts]
    at = [order.index(i) for i in range(len(scenario.parameters))]
    mid, rad = (
        tuple(
            tuple([array for frame in frames for array in frame][place] for place in at)
            for frames in zip(*both, strict=True)
        )
        for both in ([e.mid for e in found], [e.rad for e in found])
    )
    return Enclosure(mid, rad)


def _keep_parameters(scenario: Scenario, part: tuple[int, ...]) -> Scenario:
    """Return the scenario of some parameters; events of other groups become ones without effect."""
    used = sorted({scenario.parameters[i].group for i in part})

    def event(e: Event) -> Event:
        match e:
            case Step() | OtherStep():
                return change(e, gradients=tuple(e.gradients[i] for i in part))
            case Write():
                return Write(tuple(e.values[i] for i in part))
            case SetHyper(group=group) | AddGroup(group):
                return change(e, group=used.index(group)) if group in used else ZeroGrad()
        return e

    kept = [scenario.parameters[i] for i in part]
    return change(
        scenario,
        parameters=tuple(change(start, group=used.index(start.group)) for start in kept),
        groups=tuple(scenario.groups[k] for k in used),
        events=tuple(map(event, scenario.events)),
    )
