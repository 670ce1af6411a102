"""The certificate: what was checked, and which errors would have been detected."""

from __future__ import annotations

import math

from properties.engine.detection import Sight
from properties.engine.results import Examination, Tally

from ..records.check import Certificate, FloorRecord, LawRecord, NotApplicable, Sighted


def certificate(seen: Examination, sight: Sight) -> Certificate:
    """Record the counts, and what the same scenarios and laws detect of injected errors."""
    laws = [_law(tally) for tally in seen.tallies.values()]
    return Certificate(
        laws=laws,
        cases=seen.cases,
        decided=sum(law.decided for law in laws),
        undecided=sum(law.undecided for law in laws),
        not_applicable=[
            NotApplicable(law=law, reason=reason) for law, reason in seen.not_applicable.items()
        ],
        pitfalls=_sighted(sight.pitfalls()),
        floors=[
            FloorRecord(hyper=f.hyper, dtype=f.dtype, epsilons=f.epsilons) for f in sight.floors()
        ],
    )


def _sighted(caught: dict[str, bool]) -> Sighted:
    return Sighted(
        known=len(caught),
        caught=sum(caught.values()),
        missed=[name for name, was in caught.items() if not was],
    )


def _law(tally: Tally) -> LawRecord:
    return LawRecord(
        law=tally.law.id,
        requirement=tally.law.requirement,
        cases=tally.cases,
        decided=tally.decided,
        undecided=tally.undecided,
        ratio=finite(tally.worst),
        broken=tally.broken is not None,
    )


def finite(ratio: float) -> float | None:
    """Replace an infinite ratio by None, which JSON can hold."""
    return ratio if math.isfinite(ratio) else None
