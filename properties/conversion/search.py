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
from ..subjects.trajectory import Outcome, Raised, Subject
from .conditions import Condition
from .formulas import Law, laws
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
class Found:
    """A recipe that works, and the extent of the comparison."""

    recipe: Recipe
    agreement: Agreement


@dataclass
class Search:
    """Two subjects of the same rule, and the scenarios to compare them on.

    Attributes:
        leader: the source optimizer.
        follower: returns the target optimizer with additional constructor arguments.
        enclosing: returns the rounding bounds for a scenario.
        always: conditions that always hold, because the target does not support anything else.
        possible: further conditions to try.
        flags: constructor arguments of the target that are not hyper-parameters of the rule.
    """

    rule: Rule
    leader: Subject
    follower: Callable[[Flags], Subject]
    enclosing: Callable[[Scenario], Enclosure]
    scenarios: Sequence[Scenario]
    always: Sequence[Condition] = ()
    possible: Sequence[Condition] = ()
    flags: Mapping[str, Any] = field(default_factory=dict)
    _led: dict[bytes, tuple[Outcome, Enclosure]] = field(default_factory=dict)
    _telling: set[int] = field(default_factory=set)

    def found(self) -> Found | None:
        """Return the recipe with the fewest conditions, of these the simplest; None if none."""
        plain = list(self._recipes())
        for recipe in plain:
            agreement = self.agreement(recipe)
            if agreement.cases:
                return Found(recipe, agreement)
        return self._conditional(plain)

    def _recipes(self) -> Iterator[Recipe]:
        """Yield recipes: unchanged, with flags, with one formula, with both."""
        chosen = [c for n in range(MOST_FLAGS + 1) for c in combinations(self.flags.items(), n)]
        yield from (Recipe(flags, conditions=tuple(self.always)) for flags in chosen)
        for flags in [c for c in chosen if len(c) < MOST_FLAGS]:
            for law in self._laws():
                yield Recipe(flags, (law,), tuple(self.always))

    def _laws(self) -> Iterator[Law]:
        """Yield the formulas for the hyper-parameters that the target takes."""
        for hyper in self.rule.defaults:
            if hyper in self.follower(()).abilities.hyper:
                yield from laws(self.rule.defaults, hyper)

    def _conditional(self, recipes: Sequence[Recipe]) -> Found | None:
        """Return a recipe that agrees under all conditions, with the unnecessary ones removed."""
        everything = (*self.always, *self.possible)
        strict = [recipe.under(everything) for recipe in recipes if not recipe.laws]
        agreeing = [recipe for recipe in strict if self.agreement(recipe).cases]
        if not agreeing:
            lawful = (recipe.under(everything) for recipe in recipes if recipe.laws)
            agreeing = [recipe for recipe in lawful if self.agreement(recipe).cases][:1]
        eased = [self._eased(self._fewest(recipe)) for recipe in agreeing]
        if not eased:
            return None
        found = [Found(recipe, self.agreement(recipe)) for recipe in eased]
        return min(found, key=_narrowness)

    def _fewest(self, recipe: Recipe) -> Recipe:
        """Return the recipe without unnecessary conditions."""
        for condition in self.possible:
            without = recipe.under([c for c in recipe.conditions if c is not condition])
            if self.agreement(without).cases:
                recipe = without
        return recipe

    def _eased(self, recipe: Recipe) -> Recipe:
        """Replace a condition on a hyper-parameter by a formula, where that agrees."""
        for condition in recipe.conditions:
            if condition in self.always or not condition.hyper:
                continue
            others = [c for c in (*self.always, *self.possible) if c is not condition]
            strict = recipe.under(others)
            lawful = (strict.adding(law) for law in laws(self.rule.defaults, condition.hyper))
            eased = (self._fewest(r) for r in lawful if self.agreement(r).cases)
            recipe = next((r for r in eased if _on_numbers(r) < _on_numbers(recipe)), recipe)
        return recipe

    def agreement(self, recipe: Recipe) -> Agreement:
        """Compare both optimizers under a recipe; the result is empty if any scenario differs."""
        follower = self.follower(recipe.flags)
        cases = numbers = 0
        for k in self._telling_first():
            asked = recipe.asked(self.scenarios[k])
            run, enclosure = self._leading(asked)
            if isinstance(run, Raised):
                continue
            taken = follower.abilities.hyper
            other = follower.run(recipe.told(asked, self.rule.defaults, taken))
            if isinstance(other, Raised) and other.beyond:
                continue
            if isinstance(other, Raised) or not equivalent_within_rounding(run, other, enclosure):
                self._telling.add(k)
                return Agreement()
            decided = _decided(enclosure)
            cases, numbers = cases + bool(decided), numbers + decided
        return Agreement(cases, numbers)

    def _telling_first(self) -> list[int]:
        """Return the order of scenarios: those that refuted other recipes, then small ones."""
        cost = [s.steps * max(1, s.size) for s in self.scenarios]
        return sorted(range(len(cost)), key=lambda k: (k not in self._telling, cost[k]))

    def _leading(self, scenario: Scenario) -> tuple[Outcome, Enclosure]:
        text = to_json(scenario)
        if text not in self._led:
            self._led[text] = self.leader.run(scenario), self.enclosing(scenario)
        return self._led[text]


def _on_numbers(recipe: Recipe) -> int:
    """Count the conditions on hyper-parameters."""
    return sum(bool(condition.hyper) for condition in recipe.conditions)


def _narrowness(found: Found) -> tuple[int, int, int, int]:
    """Return a sort key: fixed hyper-parameters, conditions, comparisons, changes."""
    recipe = found.recipe
    changed = len(recipe.flags) + len(recipe.laws)
    return _on_numbers(recipe), len(recipe.conditions), -found.agreement.cases, changed


def _decided(enclosure: Enclosure) -> int:
    """Count the values with a finite rounding bound."""
    return sum(int(np.isfinite(rad).sum()) for radii in enclosure.rad for rad in radii)
