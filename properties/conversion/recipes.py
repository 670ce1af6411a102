"""A recipe: how one optimizer is built and told so that it follows another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from ..scenario import HyperValue, Scenario, read_all, written
from ..transforms import change, with_hyper, without_hyper
from .conditions import Condition
from .laws import Law, Values


@dataclass(frozen=True)
class Recipe:
    """How the follower is built, and under which conditions it follows.

    Attributes:
        flags: constructor arguments of its own that are set, with their values.
        laws: the hyper-parameters that it is not given as they are.
        conditions: without these it does not follow.
    """

    flags: tuple[tuple[str, Any], ...] = ()
    laws: tuple[Law, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def asked(self, scenario: Scenario) -> Scenario:
        """The scenario under these conditions, for both."""
        return reduce(lambda s, condition: condition.applied(s), self.conditions, scenario)

    def told(self, scenario: Scenario, defaults: Values, taken: Collection[str]) -> Scenario:
        """The scenario as the follower hears it: every hyper-parameter that it takes, in full."""
        complete = explicit(scenario, defaults, defaults.keys())
        groups = [read_all(group) for group in complete.groups]

        def to(hyper: str, value: HyperValue, group: int) -> HyperValue:
            return self.value(hyper, {**groups[group], hyper: value})

        return without_hyper(with_hyper(complete, to), defaults.keys() - taken)

    def value(self, hyper: str, given: Values) -> HyperValue:
        """What the follower is given for one hyper-parameter."""
        return next((law.value(given) for law in self.laws if law.hyper == hyper), given[hyper])

    def adding(self, law: Law) -> Recipe:
        """With this law too."""
        return replace(self, laws=(*self.laws, law))

    def under(self, conditions: Collection[Condition]) -> Recipe:
        """Under these conditions instead."""
        return replace(self, conditions=tuple(conditions))


def explicit(scenario: Scenario, defaults: Values, taken: Collection[str]) -> Scenario:
    """With every one of these hyper-parameters written out."""
    usual = {hyper: written(defaults[hyper]) for hyper in defaults if hyper in taken}
    return change(scenario, groups=tuple({**usual, **group} for group in scenario.groups))
