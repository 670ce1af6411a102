"""Findings for a report: each is judged once more, on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..enclosures.evaluate import Enclosure, enclose
from ..laws import Trial
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import PROCESS_LOST, Outcome, Subject, SubjectError, SubjectUnavailable
from .attribution import AttributedFinding
from .grouping import group_findings
from .results import Finding


@dataclass(frozen=True)
class Reproduction:
    """A finding and what shows it.

    Attributes:
        finding: the failed law and its smallest scenario.
        others: findings with the same cause on the same scenario.
        derived: the scenarios that the law ran the subject on.
        run: the run of the subject on the scenario of the finding.
        enclosure: the enclosure of the rule on this scenario; None if the subject raised.
        explained_by: the id of the explanation that accounts for the finding; empty if none does.
    """

    finding: Finding
    others: tuple[Finding, ...]
    derived: tuple[Scenario, ...]
    run: Outcome
    enclosure: Enclosure | None
    explained_by: str = ""

    @property
    def also(self) -> tuple[str, ...]:
        """The ids of the laws of the other findings."""
        return tuple(f.law.id for f in self.others)


def reproduce_findings(
    subject: Subject, findings: Sequence[AttributedFinding]
) -> list[Reproduction]:
    """Reproduce the findings, one for each smallest scenario and cause, those with a MUST first."""
    return [
        replace(
            reproduce_finding(group.rule, subject, group.finding, group.others),
            explained_by=group.explained_by,
        )
        for group in group_findings(findings)
    ]


def reproduce_finding(
    rule: Rule, subject: Subject, finding: Finding, others: tuple[Finding, ...] = ()
) -> Reproduction:
    """Judge the law of a finding again on its scenario, if the subject can still be run."""
    trial = Trial(rule, subject, finding.scenario)
    try:
        finding.law.judge(trial)
        derived = tuple(trial.scenarios)
        run = trial.outcome(finding.scenario)
    except SubjectUnavailable as reason:
        return Reproduction(finding, others, (), SubjectError(-1, PROCESS_LOST, str(reason)), None)
    enclosure = None if isinstance(run, SubjectError) else enclose(rule, finding.scenario)
    return Reproduction(finding, others, derived, run, enclosure)
