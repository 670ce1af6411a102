"""Record the findings of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from properties.engine.reproduction import Reproduction
from properties.laws import Requirement

from ..records.base import FindingRecord, Frame
from ..rendering.scenario_text import with_added_events
from .certificate import finite_or_none
from .expected_frames import record_frames


def finding_records(
    reproduced: Iterable[Reproduction], requirement: Requirement
) -> list[FindingRecord]:
    """Record the findings of a requirement level, with the observed and expected values."""
    return [
        record_finding(r, record_frames(r))
        for r in reproduced
        if r.finding.law.requirement == requirement
    ]


def record_finding(reproduced: Reproduction, frames: Sequence[Frame] = ()) -> FindingRecord:
    """Record a finding.

    Args:
        reproduced: The finding.
        frames: Observed and expected values in its scenario.
    """
    finding = reproduced.finding
    others = {f.law.id: f.evidence.message for f in reproduced.others}
    return FindingRecord(
        law=finding.law.id,
        also=list(others),
        messages=others,
        explained_by=reproduced.explained_by,
        expects_rule=finding.evidence.expects_rule,
        message=with_added_events(finding.evidence.message, finding.scenario, reproduced.derived),
        ratio=finite_or_none(finding.evidence.ratio),
        scenario=finding.scenario,
        frames=list(frames),
    )
