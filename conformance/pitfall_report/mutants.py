"""The one-edit defects of a rule: how many there are, and which are not detected."""

from __future__ import annotations

from properties.engine.mutant_detection import detect_mutants
from properties.engine.results import Examination
from properties.mutants import Mutant, mutants
from properties.mutants.classification import classification
from properties.rules.registry import Rule
from properties.subjects.optimcore_subject import CoreSubject

from ..records.pitfalls import MutantRecord, MutantSummary


def summarize_mutants(rule: Rule, result: Examination) -> MutantSummary | None:
    """Summarize the mutants of a rule, and what an examination detects of them."""
    known = classification(rule.name)
    if known is None:
        return None
    by_id = {mutant.id: mutant for mutant in mutants(rule)}
    detected = detect_mutants(rule, CoreSubject(rule.name).capabilities, result)
    return MutantSummary(
        number=known.mutants,
        repeated=len(known.repeated),
        known=detected.known,
        caught=detected.caught,
        corpus=known.corpus,
        random=known.random,
        unseen=[_record_mutant(by_id[name]) for name in detected.unseen],
        equivalent=[_record_mutant(by_id[name]) for name in known.equivalent if name in by_id],
        unmatched=[pitfall for pitfall, mutant in known.pitfalls.items() if not mutant],
    )


def _record_mutant(mutant: Mutant) -> MutantRecord:
    return MutantRecord(id=mutant.id, title=mutant.title, diff=mutant.diff())
