"""Recipes: the arguments and conditions with which one optimizer agrees with another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from ..scenarios.encoding import decode_group, encode_hyper
from ..scenarios.model import HyperValue, Scenario
from ..scenarios.transforms import change, with_hyper, without_hyper
from .conditions import Condition
from .formulas import HyperFormula, Values


@dataclass(frozen=True)
class Recipe:
    """The arguments of the target optimizer, and the conditions under which it agrees.

    Attributes:
        flags: additional constructor arguments with their values.
        formulas: formulas for the hyper-parameters that are not passed unchanged.
        conditions: conditions that are necessary for the agreement.
    """

    flags: tuple[tuple[str, Any], ...] = ()
    formulas: tuple[HyperFormula, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def apply_conditions(self, scenario: Scenario) -> Scenario:
        """Return the scenario under the conditions, for both optimizers."""
        return reduce(lambda s, condition: condition.apply(s), self.conditions, scenario)

    def translate_scenario(
        self, scenario: Scenario, defaults: Values, taken: Collection[str]
    ) -> Scenario:
        """Return the scenario for the target, with every hyper-parameter that it takes."""
        complete = write_defaults(scenario, defaults, defaults.keys())
        groups = [decode_group(group) for group in complete.groups]

        def to(hyper: str, value: HyperValue, group: int) -> HyperValue:
            return self.value(hyper, {**groups[group], hyper: value})

        return without_hyper(with_hyper(complete, to), defaults.keys() - taken)

    def value(self, hyper: str, given: Values) -> HyperValue:
        """Return the value of one hyper-parameter of the target."""
        return next((law.value(given) for law in self.formulas if law.hyper == hyper), given[hyper])

    def with_formula(self, law: HyperFormula) -> Recipe:
        """Return the recipe with a further formula."""
        return replace(self, formulas=(*self.formulas, law))

    def with_conditions(self, conditions: Collection[Condition]) -> Recipe:
        """Return the recipe with other conditions."""
        return replace(self, conditions=tuple(conditions))


def write_defaults(scenario: Scenario, defaults: Values, taken: Collection[str]) -> Scenario:
    """Return the scenario with the default of every given hyper-parameter written out."""
    usual = {hyper: encode_hyper(defaults[hyper]) for hyper in defaults if hyper in taken}
    return change(scenario, groups=tuple({**usual, **group} for group in scenario.groups))
