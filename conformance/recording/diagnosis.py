"""Convert a diagnosis to records."""

from __future__ import annotations

from properties.diagnosis import Explanation, LayeredDiagnosis

from ..records.base import DiagnosisRecord


def diagnosis_records(diagnosis: LayeredDiagnosis) -> list[DiagnosisRecord]:
    """Record the explanations, those of the formula first."""
    return [_record(explanation) for explanation in diagnosis.explanations]


def _record(explanation: Explanation) -> DiagnosisRecord:
    it = explanation.candidate
    return DiagnosisRecord(
        id=it.id,
        kind=it.kind,
        title=it.title,
        explanation=it.explanation,
        diff=it.diff,
        bug=it.bug,
        libraries=list(it.libraries),
        cases=explanation.cases,
        of=explanation.total_cases,
        layer=explanation.layer,
        equivalent_to=explanation.equivalent_to,
        dialects=list(it.dialects),
    )
