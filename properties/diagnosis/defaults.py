"""Scenarios told to an optimizer that has other hyper-parameters or other defaults."""

from __future__ import annotations

from collections.abc import Collection

from ..rules import Rule, rules
from ..scenario import Event, Scenario, SetHyper, ZeroGrad, written
from ..transforms import change


def completed(rule: Rule, scenario: Scenario) -> Scenario:
    """The scenario with what the subject was built with, where that is not the rule's default."""
    usual = rules()[rule.name].defaults
    fixed = {n: written(v) for n, v in rule.defaults.items() if v != usual[n]}
    return change(scenario, groups=tuple({**fixed, **group} for group in scenario.groups))


def leaving_out(scenario: Scenario, names: Collection[str]) -> Scenario:
    """Without these hyper-parameters; where one is changed, something without effect is done."""

    def event(e: Event) -> Event:
        return ZeroGrad() if isinstance(e, SetHyper) and e.name in names else e

    return change(
        scenario,
        groups=tuple({n: v for n, v in g.items() if n not in names} for g in scenario.groups),
        events=tuple(event(e) for e in scenario.events),
    )
