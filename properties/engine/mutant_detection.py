"""The mutants of a rule that the scenarios of an examination distinguish from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..generation.corpus import adapt_supported, corpus
from ..mutants import Mutant, mutants
from ..mutants.classification import Classification, classification
from ..mutants.judge import Judge
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.plain_run import is_plain
from ..subjects.trajectory import Capabilities
from .results import Examination
from .stored_detection import is_published, stored_detection

# Scenarios that mutants are tried on beside those of the corpus that distinguish them from the
# rule, and
# the largest of them in steps times elements.
FURTHER = 60
LARGEST = 400


@dataclass(frozen=True)
class MutantDetection:
    """How many mutants are detected.

    Attributes:
        caught: mutants that a scenario distinguishes from the rule.
        unseen: the ids of those that none does, with their titles.
        equivalent: mutants that no input is known to distinguish from the rule.
        not_applicable: mutants that show only with hyper-parameters that the subject lacks.
    """

    caught: int = 0
    unseen: dict[str, str] = field(default_factory=dict)
    equivalent: int = 0
    not_applicable: int = 0

    @property
    def known(self) -> int:
        """The number of mutants that could be detected."""
        return self.caught + len(self.unseen)


def detect_mutants(rule: Rule, capabilities: Capabilities, result: Examination) -> MutantDetection:
    """Return how many mutants would have been detected, by agreement with the rule alone.

    What a scenario of the corpus tells of the published rule is stored. The mutants are run only
    where the scenario was left out or adapted to the subject, or the rule has other defaults.
    """
    known = classification(rule.name)
    if known is None or not any(t.law.compares_with_rule for t in result.tallies.values()):
        return MutantDetection()
    return _Detection(rule, capabilities, result, known).run()


@dataclass
class _Detection:
    rule: Rule
    capabilities: Capabilities
    result: Examination
    known: Classification

    def __post_init__(self) -> None:
        self.seen = {to_json(s): s for s in self.result.completed}

    def run(self) -> MutantDetection:
        counted = {name for names in self.known.distinguished.values() for name in names}
        missing = {name for name in counted if not self._applies(name)}
        told = stored_detection(self.rule, self.capabilities, self.known, self.seen)
        caught, unseen = len(told), {}
        if told | missing < counted or not is_published(self.rule):
            judge, scenarios = Judge(self.rule), list(self._telling_scenarios())
            for mutant in self._mutants_besides(told | missing):
                if any(judge.tells(mutant, s) for s in scenarios):
                    caught += 1
                else:
                    unseen[mutant.id] = mutant.title
        return MutantDetection(caught, unseen, len(self.known.equivalent), len(missing))

    def _applies(self, name: str) -> bool:
        return self.capabilities.hyper.issuperset(self.known.needs.get(name, ()))

    def _mutants_besides(self, sorted_out: set[str]) -> Iterator[Mutant]:
        """Yield the mutants that equal neither the rule nor another mutant, but for some."""
        left_out = sorted_out | self.known.repeated | self.known.equivalent.keys()
        return (m for m in mutants(self.rule) if m.id not in left_out)

    def _telling_scenarios(self) -> Iterator[Scenario]:
        """Yield scenarios of the examination, those that distinguish most mutants first.

        A run of a plain scenario takes a tenth of the time of another one.
        """
        yield from sorted(self._scenarios_by_use(), key=lambda s: not is_plain(s))

    def _scenarios_by_use(self) -> Iterator[Scenario]:
        left = dict(self.seen)
        stored = corpus(self.rule.name)
        for k in self.known.distinguished:
            if k < len(stored):
                adapted = adapt_supported(self.rule, stored[k], self.capabilities)
                scenario = left.pop(to_json(adapted), None) if adapted else None
                if scenario:
                    yield scenario
        small = [s for s in left.values() if s.steps * max(1, s.size) <= LARGEST]
        yield from small[:FURTHER]
