"""The certificate: what was checked, and which errors would have been detected."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from properties.engine.detection import DetectionLimit
from properties.engine.mutant_detection import MutantDetection
from properties.engine.results import Examination, Tally

from ..records.check import (
    Certificate,
    FloorRecord,
    LawRecord,
    MutantCoverage,
    NotApplicable,
    PitfallCoverage,
)

# Why a law that applies was not judged.
UNSEEN = "no scenario of this check shows whether it holds"


def make_certificate(
    result: Examination,
    caught: Mapping[str, bool],
    limits: Iterable[DetectionLimit],
    detected: MutantDetection | None = None,
    *,
    named: Collection[str] = (),
) -> Certificate:
    """Record the counts, and what the same scenarios and laws detect of injected errors.

    Args:
        result: The results of the examination.
        caught: For every known pitfall of the rule, whether it is detected.
        limits: The detection limits of the hyper-parameters.
        detected: The mutants of the rule that are detected.
        named: The pitfalls that the diagnosis names, so that they are detected in the subject.
    """
    laws = judged_laws(result)
    return Certificate(
        laws=laws,
        cases=result.cases,
        decided=sum(law.decided for law in laws),
        undecided=sum(law.undecided for law in laws),
        not_applicable=inapplicable_laws(result),
        pitfalls=_pitfall_coverage({n: was or n in named for n, was in caught.items()}),
        mutants=mutant_coverage(detected or MutantDetection()),
        floors=[FloorRecord(hyper=f.hyper, dtype=f.dtype, epsilons=f.epsilons) for f in limits],
    )


def inapplicable_laws(result: Examination) -> list[NotApplicable]:
    """Record the laws that do not apply, and those that no scenario shows."""
    unseen = {law: UNSEEN for law, tally in result.tallies.items() if not _was_judged(tally)}
    return [
        NotApplicable(law=law, reason=reason)
        for law, reason in (result.not_applicable | unseen).items()
    ]


def _was_judged(tally: Tally) -> bool:
    return tally.cases > 0 or tally.broken is not None


def _pitfall_coverage(caught: Mapping[str, bool]) -> PitfallCoverage:
    return PitfallCoverage(
        known=len(caught),
        caught=sum(caught.values()),
        missed=[name for name, was in caught.items() if not was],
    )


def mutant_coverage(detected: MutantDetection) -> MutantCoverage:
    """Record how many mutants of the rule are detected."""
    return MutantCoverage(
        known=detected.known,
        caught=detected.caught,
        missed=detected.unseen,
        equivalent=detected.equivalent,
        not_applicable=detected.not_applicable,
    )


def judged_laws(result: Examination) -> list[LawRecord]:
    """Record the laws that scenarios show, with their counts."""
    return [_law_record(tally) for tally in result.tallies.values() if _was_judged(tally)]


def _law_record(tally: Tally) -> LawRecord:
    """Record the counts of a law."""
    return LawRecord(
        law=tally.law.id,
        requirement=tally.law.requirement,
        cases=tally.cases,
        decided=tally.decided,
        undecided=tally.undecided,
        ratio=finite_or_none(tally.worst),
        broken=tally.broken is not None,
        summary=tally.law.summary,
        reason=tally.law.reason,
    )


def finite_or_none(ratio: float) -> float | None:
    """Replace an infinite ratio by None, which JSON can hold."""
    return ratio if math.isfinite(ratio) else None
