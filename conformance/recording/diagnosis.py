"""Convert a diagnosis to records."""

from __future__ import annotations

from properties.diagnosis import Diagnosis, Named

from ..records.base import DiagnosisRecord


def diagnosis_records(diagnosis: Diagnosis) -> list[DiagnosisRecord]:
    """Record the explanations, best first."""
    return [_record(named, diagnosis.of) for named in diagnosis.named]


def _record(named: Named, of: int) -> DiagnosisRecord:
    it = named.candidate
    return DiagnosisRecord(
        id=it.id,
        kind=it.kind,
        title=it.title,
        explanation=it.explanation,
        diff=it.diff,
        bug=it.bug,
        libraries=list(it.libraries),
        cases=named.cases,
        of=of,
    )
