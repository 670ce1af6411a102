"""Record the findings of the engine."""

from __future__ import annotations

from collections.abc import Sequence

from properties.engine.grouping import group_findings
from properties.engine.results import Examination, Finding
from properties.laws import Requirement, Trial
from properties.rules.registry import Rule
from properties.subjects.trajectory import Subject

from ..records.base import FindingRecord, Frame
from ..rendering.scenario_text import with_added_events
from .certificate import finite_or_none
from .expected_frames import record_frames


def finding_records(
    result: Examination, requirement: Requirement, rule: Rule, subject: Subject
) -> list[FindingRecord]:
    """Record the findings of a requirement level, one for each smallest scenario."""
    found = [e for e in group_findings(result.findings) if e.requirement == requirement]
    return [
        record_finding(
            rule, subject, e.finding, e.also, record_frames(rule, subject, e.finding.scenario)
        )
        for e in found
    ]


def record_finding(
    rule: Rule,
    subject: Subject,
    finding: Finding,
    also: Sequence[str] = (),
    frames: Sequence[Frame] = (),
) -> FindingRecord:
    """Record a finding.

    Args:
        rule: The rule of the subject.
        subject: The subject.
        finding: The failed law and its smallest scenario.
        also: Ids of the other laws that fail on the same scenario.
        frames: Observed and expected values in the scenario.
    """
    trial = Trial(rule, subject, finding.scenario)
    finding.law.judge(trial)
    return FindingRecord(
        law=finding.law.id,
        also=list(also),
        message=with_added_events(finding.evidence.message, finding.scenario, trial.scenarios),
        ratio=finite_or_none(finding.evidence.ratio),
        scenario=finding.scenario,
        frames=list(frames),
    )
