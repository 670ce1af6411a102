"""Convert judgements to the lines of a stream, and back."""

from __future__ import annotations

import math

from properties.comparison.evidence import Evidence
from properties.engine.subject_judge import Judgement
from properties.scenarios.model import Scenario

from ..records.stream import CaseLine, EvidenceRecord, LawTestRecord


def case_line(family: str, scenario: Scenario, judgement: Judgement) -> CaseLine:
    """Record what the laws say about a scenario of a family."""
    return CaseLine(
        family=family,
        scenario=scenario,
        raised=judgement.raised,
        changed_shape=judgement.changed_shape,
        tests=[
            LawTestRecord(
                law=law, known_effects=sorted(effective), evidence=_evidence_record(evidence)
            )
            for (law, effective), evidence in judgement.evidence.items()
        ],
    )


def _evidence_record(evidence: Evidence | None) -> EvidenceRecord | None:
    if evidence is None:
        return None
    ratio = float(evidence.ratio)
    return EvidenceRecord(
        decided=int(evidence.decided),
        undecided=int(evidence.undecided),
        ratio=ratio if math.isfinite(ratio) else str(ratio),
        message=evidence.message,
        about=evidence.about,
        effective=sorted(evidence.effective),
        expects_rule=evidence.expects_rule,
    )


def judgement_from_line(line: CaseLine) -> Judgement:
    """Return the judgement that a line records."""
    return Judgement(
        line.raised,
        line.changed_shape,
        {
            (test.law, frozenset(test.known_effects)): _evidence(test.evidence)
            for test in line.tests
        },
    )


def _evidence(record: EvidenceRecord | None) -> Evidence | None:
    if record is None:
        return None
    return Evidence(
        record.decided,
        record.undecided,
        float(record.ratio),
        record.message,
        record.about,
        frozenset(record.effective),
        record.expects_rule,
    )
