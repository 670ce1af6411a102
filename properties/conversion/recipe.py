"""Recipes: the arguments and conditions with which one optimizer agrees with another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from ..scenarios.encoding import read_all, written
from ..scenarios.model import HyperValue, Scenario
from ..scenarios.transforms import change, with_hyper, without_hyper
from .conditions import Condition
from .formulas import Law, Values


@dataclass(frozen=True)
class Recipe:
    """The arguments of the target optimizer, and the conditions under which it agrees.

    Attributes:
        flags: additional constructor arguments with their values.
        laws: formulas for the hyper-parameters that are not passed unchanged.
        conditions: conditions that are necessary for the agreement.
    """

    flags: tuple[tuple[str, Any], ...] = ()
    laws: tuple[Law, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def asked(self, scenario: Scenario) -> Scenario:
        """Return the scenario under the conditions, for both optimizers."""
        return reduce(lambda s, condition: condition.applied(s), self.conditions, scenario)

    def told(self, scenario: Scenario, defaults: Values, taken: Collection[str]) -> Scenario:
        """Return the scenario for the target, with every hyper-parameter that it takes."""
        complete = explicit(scenario, defaults, defaults.keys())
        groups = [read_all(group) for group in complete.groups]

        def to(hyper: str, value: HyperValue, group: int) -> HyperValue:
            return self.value(hyper, {**groups[group], hyper: value})

        return without_hyper(with_hyper(complete, to), defaults.keys() - taken)

    def value(self, hyper: str, given: Values) -> HyperValue:
        """Return the value of one hyper-parameter of the target."""
        return next((law.value(given) for law in self.laws if law.hyper == hyper), given[hyper])

    def adding(self, law: Law) -> Recipe:
        """Return the recipe with a further formula."""
        return replace(self, laws=(*self.laws, law))

    def under(self, conditions: Collection[Condition]) -> Recipe:
        """Return the recipe with other conditions."""
        return replace(self, conditions=tuple(conditions))


def explicit(scenario: Scenario, defaults: Values, taken: Collection[str]) -> Scenario:
    """Return the scenario with the default of every given hyper-parameter written out."""
    usual = {hyper: written(defaults[hyper]) for hyper in defaults if hyper in taken}
    return change(scenario, groups=tuple({**usual, **group} for group in scenario.groups))
