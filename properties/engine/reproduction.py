"""Findings for a report: each is judged once more, on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..enclosures.evaluate import Enclosure, enclose
from ..laws import Trial
from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import PROCESS_LOST, Outcome, Subject, SubjectError, SubjectUnavailable
from .grouping import group_findings
from .results import Finding


@dataclass(frozen=True)
class Reproduction:
    """A finding and what shows it.

    Attributes:
        finding: the failed law and its smallest scenario.
        also: ids of the other laws that fail on the same scenario.
        derived: the scenarios that the law ran the subject on.
        run: the run of the subject on the scenario of the finding.
        enclosure: the enclosure of the rule on this scenario; None if the subject raised.
    """

    finding: Finding
    also: tuple[str, ...]
    derived: tuple[Scenario, ...]
    run: Outcome
    enclosure: Enclosure | None


def reproduce_findings(
    rule: Rule, subject: Subject, findings: Sequence[Finding]
) -> list[Reproduction]:
    """Reproduce the findings, one for each smallest scenario, those with a MUST first."""
    return [
        reproduce_finding(rule, subject, group.finding, group.also)
        for group in group_findings(findings)
    ]


def reproduce_finding(
    rule: Rule, subject: Subject, finding: Finding, also: tuple[str, ...] = ()
) -> Reproduction:
    """Judge the law of a finding again on its scenario, if the subject can still be run."""
    trial = Trial(rule, subject, finding.scenario)
    try:
        finding.law.judge(trial)
        derived = tuple(trial.scenarios)
        run = trial.outcome(finding.scenario)
    except SubjectUnavailable as reason:
        return Reproduction(finding, also, (), SubjectError(-1, PROCESS_LOST, str(reason)), None)
    enclosure = None if isinstance(run, SubjectError) else enclose(rule, finding.scenario)
    return Reproduction(finding, also, derived, run, enclosure)
