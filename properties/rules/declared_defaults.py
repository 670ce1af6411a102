"""Scenarios with the defaults of a subject."""

from __future__ import annotations

from ..scenarios.encoding import encode_hyper
from ..scenarios.model import Scenario
from ..scenarios.transforms import change
from .registry import Rule, rules


def write_declared_defaults(rule: Rule, scenario: Scenario) -> Scenario:
    """Return the scenario with the defaults of the subject where they differ from the rule's."""
    usual = rules()[rule.name].defaults
    fixed = {n: encode_hyper(v) for n, v in rule.defaults.items() if v != usual[n]}
    return change(scenario, groups=tuple({**fixed, **group} for group in scenario.groups))
