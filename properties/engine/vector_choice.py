"""Test vectors: few plain scenarios that detect every one-edit defect that any detects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..comparison.allowed_values import AllowedValues, allowed_values
from ..enclosures.evaluate import enclose
from ..generation.corpus import corpus
from ..generation.plain_vectors import PlainVectors
from ..mutants import MutantSubject, mutants
from ..mutants.classification import classification
from ..pitfalls import pitfalls
from ..rules.own_rules import own_rules
from ..rules.registry import Rule
from ..scenarios.model import Precision, Scenario
from ..scenarios.transforms import change
from ..subjects.optimcore_subject import CoreSubject, run_values
from ..subjects.trajectory import Outcome, Subject, Trajectory
from .progress import Progress, ignore_progress

VectorProfile: TypeAlias = Literal["small", "full"]

# Vectors of the profile "small" at most, and the scenarios that are generated to choose from.
MOST = 50
GENERATED = 120

# Every defect is caught by so many vectors, if so many vectors are enough for that.
OFTEN, ENOUGH = 3, 24

# The next scenario is the one that detects most of so many defects that are left.
SAMPLE = 24


@dataclass(frozen=True)
class ChosenVector:
    """A scenario, what a correct implementation may return, and what it is chosen for.

    Attributes:
        mutants: the one-edit defects that this vector detects and none before it.
        pitfalls: all known bugs of the rule that it detects.
    """

    scenario: Scenario
    allowed: AllowedValues
    mutants: tuple[str, ...]
    pitfalls: tuple[str, ...]


@dataclass(frozen=True)
class VectorSet:
    """Vectors, and the one-edit defects that none of them detects, with their titles."""

    vectors: tuple[ChosenVector, ...]
    unseen: dict[str, str]


def choose_vectors(
    rule: Rule,
    dtype: Precision,
    profile: VectorProfile = "small",
    excluded: Collection[str] = (),
    progress: Progress = ignore_progress,
) -> VectorSet:
    """Choose the test vectors of a rule, always the same.

    Args:
        rule: the rule; one of a user's own must have been prepared.
        dtype: the precision.
        profile: "small" is at most 50 vectors; "full" is all scenarios that were considered.
        excluded: hyper-parameters that have their default in every vector.
        progress: called with the current activity and the fraction that is done.
    """
    return _Choice(rule, dtype, profile, frozenset(excluded), progress).run()


def is_caught(outcome: Outcome, allowed: AllowedValues) -> bool:
    """Return whether a run raised an exception or has a value that is not allowed."""
    return not isinstance(outcome, Trajectory) or not allowed.contain(outcome.frames)


def counted_mutants(rule: Rule) -> dict[str, Subject]:
    """Return the mutants that equal neither the rule nor another mutant."""
    known = classification(rule.name)
    left_out = known.repeated | known.equivalent.keys() if known else frozenset()
    found = [m for m in mutants(rule) if m.id not in left_out]
    if known and rule.name in own_rules():  # of many mutants, some were never tried
        tried = {name for names in known.distinguished.values() for name in names}
        found = [m for m in found if m.id in tried]
    return {m.id: MutantSubject(rule, m) for m in found}


@dataclass
class _Choice:
    rule: Rule
    dtype: Precision
    profile: VectorProfile
    excluded: frozenset[str]
    progress: Progress
    known: dict[tuple[str, int], bool] = field(default_factory=dict)

    def run(self) -> VectorSet:
        self.progress("computing bounds", 0.0)
        self.pool = list(self._usable_scenarios())
        self.subjects = counted_mutants(self.rule)
        chosen, left = self._choose()
        if self.profile == "full":
            chosen |= {k: [] for k in range(len(self.pool)) if k not in chosen}
        bugs = {p.id: p.subject() for p in pitfalls().values() if p.rule == self.rule.name}
        found = []
        for count, (k, names) in enumerate(chosen.items()):
            self.progress("trying known bugs", 0.8 + 0.2 * count / len(chosen))
            caught = tuple(name for name, bug in bugs.items() if self._detects(bug, k))
            found.append(ChosenVector(*self.pool[k], tuple(names), caught))
        titles = {m.id: m.title for m in mutants(self.rule) if m.id in left}
        return VectorSet(tuple(found), titles)

    def _usable_scenarios(self) -> Iterator[tuple[Scenario, AllowedValues]]:
        """Yield scenarios with finite bounds that contain the run of the rule itself."""
        maker = PlainVectors(self.rule, self.dtype, self.excluded)
        own = CoreSubject(self.rule.name)
        for scenario in maker.scenarios(corpus(self.rule.name), GENERATED):
            allowed = allowed_values(enclose(self.rule, scenario), self.dtype)
            count = allowed.finite_events
            cut, kept = change(scenario, events=scenario.events[:count]), allowed.first(count)
            if count and not is_caught(run_values(own, cut), kept):
                yield cut, kept

    def _choose(self) -> tuple[dict[int, list[str]], set[str]]:
        """Return scenarios with the mutants that each is the first to detect, and those left."""
        chosen: dict[int, list[str]] = {}
        caught: dict[str, set[int]] = {name: set() for name in self.subjects}
        out_of_reach = set[str]()
        for often in (1, OFTEN):
            most = MOST if often == 1 else ENOUGH
            left = [name for name in self.subjects if name not in out_of_reach]
            while left and len(chosen) < most:
                self.progress("choosing vectors", 0.1 + 0.3 * often / OFTEN)
                sample = left[:SAMPLE]
                counts = self._count_caught(sample, chosen)
                best = max(counts, key=lambda k: counts[k], default=None)
                if best is None or not counts[best]:
                    out_of_reach.update(sample)
                    left = left[len(sample) :]
                    continue
                chosen[best] = []
                for name in caught:
                    if self._detects_mutant(name, best):
                        chosen[best] += [] if caught[name] else [name]
                        caught[name].add(best)
                left = [name for name in left if len(caught[name]) < often]
        return chosen, {name for name, vectors in caught.items() if not vectors}

    def _count_caught(self, names: Collection[str], chosen: Collection[int]) -> Mapping[int, int]:
        """Return how many of some mutants each scenario left detects, small scenarios first."""
        return {
            k: sum(self._detects_mutant(name, k) for name in names)
            for k in range(len(self.pool))
            if k not in chosen
        }

    def _detects_mutant(self, name: str, k: int) -> bool:
        if (name, k) not in self.known:
            self.known[name, k] = self._detects(self.subjects[name], k)
        return self.known[name, k]

    def _detects(self, subject: Subject, k: int) -> bool:
        scenario, allowed = self.pool[k]
        return is_caught(run_values(subject, scenario), allowed)
