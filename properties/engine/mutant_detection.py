"""The mutants of a rule that the scenarios of an examination tell from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..generation.corpus import adapt_supported, corpus
from ..mutants import Mutant, mutants
from ..mutants.classification import Classification, classification
from ..mutants.judge import Judge
from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Scenario
from ..subjects.trajectory import Capabilities
from .results import Examination

# Scenarios that are tried beside those of the corpus that tell most mutants, and the largest of
# them in steps times elements.
FURTHER = 60
LARGEST = 400


@dataclass(frozen=True)
class MutantDetection:
    """Which mutants are detected.

    Attributes:
        caught: the mutants that a scenario tells from the rule.
        unseen: those that none does.
        equivalent: those that no input is known to tell from the rule.
        not_applicable: those that show only with hyper-parameters that the subject lacks.
    """

    caught: tuple[Mutant, ...] = ()
    unseen: tuple[Mutant, ...] = ()
    equivalent: tuple[Mutant, ...] = ()
    not_applicable: tuple[Mutant, ...] = ()


def detect_mutants(rule: Rule, capabilities: Capabilities, result: Examination) -> MutantDetection:
    """Return the mutants that would have been detected, by agreement with the rule alone."""
    if not any(tally.law.compares_with_rule for tally in result.tallies.values()):
        return MutantDetection()
    known = classification(rule.name)
    counted, equivalent, missing = _sort_mutants(rule, capabilities, known)
    scenarios = list(_telling_scenarios(rule, capabilities, result.scenarios, known))
    judge = Judge(rule)
    caught = [m for m in counted if any(judge.tells(m, s) for s in scenarios)]
    found = set(caught)
    unseen = tuple(m for m in counted if m not in found)
    return MutantDetection(tuple(caught), unseen, tuple(equivalent), tuple(missing))


def _sort_mutants(
    rule: Rule, capabilities: Capabilities, known: Classification | None
) -> tuple[list[Mutant], list[Mutant], list[Mutant]]:
    """Return the mutants to try, those that equal the rule, and those that do not apply."""
    counted: list[Mutant] = []
    equivalent: list[Mutant] = []
    missing: list[Mutant] = []
    for mutant in mutants(rule):
        if known is None:
            counted.append(mutant)
        elif mutant.id in known.equivalent_ids:
            equivalent.append(mutant)
        elif mutant.id not in known.repeated:
            applies = capabilities.hyper.issuperset(known.needs.get(mutant.id, ()))
            (counted if applies else missing).append(mutant)
    return counted, equivalent, missing


def _telling_scenarios(
    rule: Rule,
    capabilities: Capabilities,
    seen: Sequence[Scenario],
    known: Classification | None,
) -> Iterator[Scenario]:
    """Yield scenarios of an examination, those that tell most mutants first."""
    left = {to_json(s): s for s in seen}
    stored = corpus(rule.name)
    for k in known.order if known else ():
        adapted = adapt_supported(rule, stored[k], capabilities) if k < len(stored) else None
        scenario = left.pop(to_json(adapted), None) if adapted else None
        if scenario:
            yield scenario
    small = [s for s in left.values() if s.steps * max(1, s.size) <= LARGEST]
    yield from small[:FURTHER]
