"""Rewriting of scenarios for optimizers with other hyper-parameters or defaults."""

from __future__ import annotations

from collections.abc import Collection

from ..rules.registry import Rule, rules
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import Event, Scenario, SetHyper, ZeroGrad
from ..scenarios.transforms import change


def write_declared_defaults(rule: Rule, scenario: Scenario) -> Scenario:
    """Return the scenario with the defaults of the subject where they differ from the rule's."""
    usual = rules()[rule.name].defaults
    fixed = {n: encode_hyper(v) for n, v in rule.defaults.items() if v != usual[n]}
    return change(scenario, groups=tuple({**fixed, **group} for group in scenario.groups))


def omit_hyper(scenario: Scenario, names: Collection[str]) -> Scenario:
    """Return the scenario without these hyper-parameters.

    A change of one of them is replaced by zero_grad, which has no effect, to keep the events
    aligned.
    """

    def event(e: Event) -> Event:
        return ZeroGrad() if isinstance(e, SetHyper) and e.name in names else e

    return change(
        scenario,
        groups=tuple({n: v for n, v in g.items() if n not in names} for g in scenario.groups),
        events=tuple(event(e) for e in scenario.events),
    )
