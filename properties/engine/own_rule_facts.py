"""The corpus of a user's own rule, chosen by its mutants, and what is known of these.

From random scenarios, a greedy search keeps few that distinguish every mutant from the rule that
any of them does. Mutants that none distinguishes count as equivalent to the rule.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from ..generation.corpus import set_corpus
from ..generation.families import lifecycle_scenarios, small_scenarios
from ..generation.sampling import sample_scenarios
from ..mutants import Mutant, mutants
from ..mutants.classification import Classification, set_classification
from ..mutants.judge import Judge
from ..mutants.outcome_digest import digest_outcome
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..scenarios.transforms import without_hyper
from ..subjects.optimcore_subject import CoreSubject
from .progress import Progress, ignore_progress

# Random scenarios: how many small ones and ones with all kinds of events, and their seed.
SMALL = 180
LIFECYCLES = 60
SEED = 7

# Longer and larger scenarios take too much time for what they add.
LONGEST = 40
LARGEST = 120

# Every mutant is tried on so many scenarios, and on the others if none of these distinguishes it;
# on fewer if there are many mutants, so that the search takes less than a minute. Of more than a
# number of mutants, every second, third, ... is tried.
ALWAYS = 24
FEWEST = 10
MANY_MUTANTS = 800
MOST_MUTANTS = 1200

# A mutant is distinguished by so many scenarios of the corpus, if there are as many.
OFTEN = 4
MOST = 24


class OwnRuleFacts(msgspec.Struct, frozen=True):
    """The corpus of a rule and the classification of its mutants."""

    corpus: tuple[Scenario, ...]
    classification: Classification


def use_facts(rule: str, facts: OwnRuleFacts) -> None:
    """Use a corpus and a classification for a rule in this process."""
    set_corpus(rule, facts.corpus)
    set_classification(rule, facts.classification)


def choose_facts(rule: Rule, progress: Progress = ignore_progress) -> OwnRuleFacts:
    """Choose the corpus of a rule, and classify its mutants."""
    return _Choice(rule, progress).run()


@dataclass
class _Choice:
    rule: Rule
    progress: Progress
    distinguished_by: dict[str, set[int]] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    variants: dict[tuple[int, str], Scenario] = field(default_factory=dict)

    def run(self) -> OwnRuleFacts:
        self.progress("drawing scenarios", 0.0)
        every = mutants(self.rule)
        self.judge, self.mutants = Judge(self.rule), every[:: math.ceil(len(every) / MOST_MUTANTS)]
        self.always = max(FEWEST, min(ALWAYS, ALWAYS * MANY_MUTANTS // max(1, len(every))))
        self.pool = [s for s in self._draw() if self.judge.is_usable(s)]
        for k, mutant in enumerate(self.mutants):
            self.progress("trying changes of the rule", 0.05 + 0.8 * k / len(self.mutants))
            self._judge(mutant)
        self.progress("choosing scenarios", 0.85)
        chosen = self._choose()
        places = {k: place for place, k in enumerate(chosen)}
        same = self._groups()
        repeated = {name for group in same for name in group[1:]}
        counted = [m for m in self.mutants if self.distinguished_by[m.id] and m.id not in repeated]
        needs = {m.id: self._needs(m, chosen) for m in counted}
        self.progress("choosing scenarios", 1.0)
        return OwnRuleFacts(
            tuple(self.pool[k] for k in chosen),
            Classification(
                digest="",
                mutants=len(self.mutants),
                distinguished=self._partition([m.id for m in counted], places),
                corpus=len(chosen),
                random=len(self.pool),
                equivalent={m.id: m.title for m in self.mutants if not self.distinguished_by[m.id]},
                same=tuple(same),
                needs={name: found for name, found in needs.items() if found},
                pitfalls={},
            ),
        )

    def _draw(self) -> list[Scenario]:
        """Return random scenarios, those that take the least time first."""
        can = CoreSubject(self.rule.name).capabilities
        found = sample_scenarios(small_scenarios(self.rule, can), SMALL, seed=SEED)
        found += sample_scenarios(lifecycle_scenarios(self.rule, can), LIFECYCLES, seed=SEED)
        small = [s for s in found if s.steps <= LONGEST and s.steps * s.size <= LARGEST]
        return sorted(small, key=lambda s: (s.steps * max(1, s.size), to_json(s)))

    def _order(self) -> list[int]:
        """Return the scenarios in the order in which they are tried: small and large in turn."""
        return sorted(range(len(self.pool)), key=lambda k: k * 7 % len(self.pool))

    def _judge(self, mutant: Mutant) -> None:
        seen_by: set[int] = set()
        digests = []
        for count, k in enumerate(self._order()):
            if count >= self.always and seen_by:
                break
            run = self.judge.run(mutant, self.pool[k])
            if count < self.always and self.pool[k].dtype == "float64":
                digests.append(digest_outcome(run))
            if self.judge.is_outside(self.pool[k], run):
                seen_by.add(k)
        self.distinguished_by[mutant.id] = seen_by
        self.results[mutant.id] = "\n".join(digests)

    def _choose(self) -> list[int]:
        """Return few scenarios that distinguish every mutant, most of them several times."""
        chosen: list[int] = []
        seen: Counter[str] = Counter()
        left = set(range(len(self.pool)))
        by_scenario = {
            k: {n for n, seen_by in self.distinguished_by.items() if k in seen_by} for k in left
        }
        for often in (1, OFTEN):
            while left and (often == 1 or len(chosen) < MOST):
                best = max(sorted(left), key=lambda k: self._gain(by_scenario[k], seen, often))
                if not self._gain(by_scenario[best], seen, often):
                    break
                left.remove(best)
                chosen.append(best)
                seen.update(by_scenario[best])
        return sorted(chosen)

    @staticmethod
    def _gain(names: set[str], seen: Counter[str], often: int) -> int:
        return sum(seen[name] < often for name in names)

    def _groups(self) -> list[tuple[str, ...]]:
        """Return the mutants with the same results, in groups of more than one."""
        groups: dict[str, list[str]] = {}
        for mutant in self.mutants:
            if self.distinguished_by[mutant.id]:
                groups.setdefault(self.results[mutant.id], []).append(mutant.id)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def _partition(
        self, counted: Sequence[str], places: dict[int, int]
    ) -> dict[int, tuple[str, ...]]:
        """Return the scenarios that distinguish most of the mutants left, with these mutants."""
        left, found = list(counted), dict[int, tuple[str, ...]]()
        while left:
            best = max(places, key=lambda k: sum(k in self.distinguished_by[name] for name in left))
            found[places[best]] = tuple(
                name for name in left if best in self.distinguished_by[name]
            )
            left = [name for name in left if best not in self.distinguished_by[name]]
        return found

    def _needs(self, mutant: Mutant, chosen: Sequence[int]) -> tuple[str, ...]:
        """Return the hyper-parameters without which no scenario distinguishes a mutant."""
        seen_by = [k for k in chosen if k in self.distinguished_by[mutant.id]]
        return tuple(
            name
            for name in self.rule.defaults
            if name != "lr"
            and not any(self.judge.tells(mutant, s) for s in self._without(seen_by, name))
        )

    def _without(self, chosen: Sequence[int], name: str) -> Iterator[Scenario]:
        for k in chosen:
            if (k, name) not in self.variants:
                self.variants[k, name] = without_hyper(self.pool[k], {name})
            yield self.variants[k, name]
