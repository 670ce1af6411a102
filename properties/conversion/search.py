"""The search for a recipe with which both optimizers agree to within rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

from ..comparison.trajectories import equivalent_within_rounding
from ..enclosures.evaluate import Enclosure
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import Outcome, Subject, SubjectError
from .conditions import Condition
from .formulas import HyperFormula, candidate_formulas
from .recipe import Recipe

Flags: TypeAlias = tuple[tuple[str, Any], ...]

# Largest number of additional constructor arguments in a recipe.
MOST_FLAGS = 2


@dataclass(frozen=True)
class Agreement:
    """The number of scenarios on which both agree, and of the values compared."""

    cases: int = 0
    numbers: int = 0


@dataclass(frozen=True)
class SearchResult:
    """A recipe that works, and the extent of the comparison."""

    recipe: Recipe
    agreement: Agreement


@dataclass
class Search:
    """Two subjects of the same rule, and the scenarios to compare them on.

    Attributes:
        source: the source optimizer.
        target: returns the target optimizer with additional constructor arguments.
        enclose: returns the rounding bounds for a scenario.
        always: conditions that always hold, because the target does not support anything else.
        possible: further conditions to try.
        flags: constructor arguments of the target that are not hyper-parameters of the rule.
    """

    rule: Rule
    source: Subject
    target: Callable[[Flags], Subject]
    enclose: Callable[[Scenario], Enclosure]
    scenarios: Sequence[Scenario]
    always: Sequence[Condition] = ()
    possible: Sequence[Condition] = ()
    flags: Mapping[str, Any] = field(default_factory=dict)
    _source_runs: dict[bytes, tuple[Outcome, Enclosure]] = field(default_factory=dict)
    _discriminating: set[int] = field(default_factory=set)

    def find_recipe(self) -> SearchResult | None:
        """Return the recipe with the fewest conditions, of these the simplest; None if none."""
        plain = list(self._candidate_recipes())
        for recipe in plain:
            agreement = self.measure_agreement(recipe)
            if agreement.cases:
                return SearchResult(recipe, agreement)
        return self._find_conditional_recipe(plain)

    def _candidate_recipes(self) -> Iterator[Recipe]:
        """Yield recipes: unchanged, with flags, with one formula, with both."""
        chosen = [c for n in range(MOST_FLAGS + 1) for c in combinations(self.flags.items(), n)]
        yield from (Recipe(flags, conditions=tuple(self.always)) for flags in chosen)
        for flags in [c for c in chosen if len(c) < MOST_FLAGS]:
            for law in self._candidate_formulas():
                yield Recipe(flags, (law,), tuple(self.always))

    def _candidate_formulas(self) -> Iterator[HyperFormula]:
        """Yield the formulas for the hyper-parameters that the target takes."""
        for hyper in self.rule.defaults:
            if hyper in self.target(()).capabilities.hyper:
                yield from candidate_formulas(self.rule.defaults, hyper)

    def _find_conditional_recipe(self, recipes: Sequence[Recipe]) -> SearchResult | None:
        """Return a recipe that agrees under all conditions, with the unnecessary ones removed."""
        everything = (*self.always, *self.possible)
        strict = [recipe.with_conditions(everything) for recipe in recipes if not recipe.formulas]
        agreeing = [recipe for recipe in strict if self.measure_agreement(recipe).cases]
        if not agreeing:
            lawful = (recipe.with_conditions(everything) for recipe in recipes if recipe.formulas)
            agreeing = [recipe for recipe in lawful if self.measure_agreement(recipe).cases][:1]
        eased = [self._ease_condition(self._drop_conditions(recipe)) for recipe in agreeing]
        if not eased:
            return None
        found = [SearchResult(recipe, self.measure_agreement(recipe)) for recipe in eased]
        return min(found, key=_narrowness_key)

    def _drop_conditions(self, recipe: Recipe) -> Recipe:
        """Return the recipe without unnecessary conditions."""
        for condition in self.possible:
            without = recipe.with_conditions([c for c in recipe.conditions if c is not condition])
            if self.measure_agreement(without).cases:
                recipe = without
        return recipe

    def _ease_condition(self, recipe: Recipe) -> Recipe:
        """Replace a condition on a hyper-parameter by a formula, where that agrees."""
        for condition in recipe.conditions:
            if condition in self.always or not condition.hyper:
                continue
            others = [c for c in (*self.always, *self.possible) if c is not condition]
            strict = recipe.with_conditions(others)
            lawful = (
                strict.with_formula(law)
                for law in candidate_formulas(self.rule.defaults, condition.hyper)
            )
            eased = (self._drop_conditions(r) for r in lawful if self.measure_agreement(r).cases)
            recipe = next(
                (r for r in eased if _count_hyper_conditions(r) < _count_hyper_conditions(recipe)),
                recipe,
            )
        return recipe

    def measure_agreement(self, recipe: Recipe) -> Agreement:
        """Compare both optimizers under a recipe; the result is empty if any scenario differs."""
        target = self.target(recipe.flags)
        cases = numbers = 0
        for k in self._order_scenarios():
            restricted = recipe.apply_conditions(self.scenarios[k])
            run, enclosure = self._run_source(restricted)
            if isinstance(run, SubjectError):
                continue
            taken = target.capabilities.hyper
            other = target.run(recipe.translate_scenario(restricted, self.rule.defaults, taken))
            if isinstance(other, SubjectError) and other.is_unsupported:
                continue
            if isinstance(other, SubjectError) or not equivalent_within_rounding(
                run, other, enclosure
            ):
                self._discriminating.add(k)
                return Agreement()
            decided = _count_decided(enclosure)
            cases, numbers = cases + bool(decided), numbers + decided
        return Agreement(cases, numbers)

    def _order_scenarios(self) -> list[int]:
        """Return the order of scenarios: those that refuted other recipes, then small ones."""
        cost = [s.steps * max(1, s.size) for s in self.scenarios]
        return sorted(range(len(cost)), key=lambda k: (k not in self._discriminating, cost[k]))

    def _run_source(self, scenario: Scenario) -> tuple[Outcome, Enclosure]:
        text = to_json(scenario)
        if text not in self._source_runs:
            self._source_runs[text] = self.source.run(scenario), self.enclose(scenario)
        return self._source_runs[text]


def _count_hyper_conditions(recipe: Recipe) -> int:
    """Count the conditions on hyper-parameters."""
    return sum(bool(condition.hyper) for condition in recipe.conditions)


def _narrowness_key(result: SearchResult) -> tuple[int, int, int, int]:
    """Return a sort key: fixed hyper-parameters, conditions, comparisons, changes."""
    recipe = result.recipe
    changed = len(recipe.flags) + len(recipe.formulas)
    return _count_hyper_conditions(recipe), len(recipe.conditions), -result.agreement.cases, changed


def _count_decided(enclosure: Enclosure) -> int:
    """Count the values with a finite rounding bound."""
    return sum(int(np.isfinite(rad).sum()) for radii in enclosure.rad for rad in radii)
