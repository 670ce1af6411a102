"""Convert a diagnosis to records."""

from __future__ import annotations

from properties.diagnosis import Diagnosis, RankedCandidate

from ..records.base import DiagnosisRecord


def diagnosis_records(diagnosis: Diagnosis) -> list[DiagnosisRecord]:
    """Record the explanations, best first."""
    return [_record(named, diagnosis.total_cases) for named in diagnosis.ranked]


def _record(ranked: RankedCandidate, of: int) -> DiagnosisRecord:
    it = ranked.candidate
    return DiagnosisRecord(
        id=it.id,
        kind=it.kind,
        title=it.title,
        explanation=it.explanation,
        diff=it.diff,
        bug=it.bug,
        libraries=list(it.libraries),
        cases=ranked.cases,
        of=of,
    )
