"""Findings as the messages of a program that checks source files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ..records.base import FindingRecord
from ..records.check import Report
from .report_text import NO_NAME, describe_cause, titles_by_id


@dataclass(frozen=True)
class ProgramFinding:
    """One finding with its place.

    Attributes:
        finding: The finding.
        is_failure: Whether the law decides the verdict.
        title: What is wrong, in a few words.
        message: What is wrong, the law and what it found.
        path: The file; empty if it is not known.
        line: The line in it.
        expected: Why the failure is expected; empty if it is not.
        fingerprint: The same for the same law of the same optimizer in every run.
    """

    finding: FindingRecord
    is_failure: bool
    title: str
    message: str
    path: str
    line: int
    expected: str
    fingerprint: str


def list_program_findings(report: Report) -> list[ProgramFinding]:
    """Return the findings and the advice of a report, in this order."""
    return list(_findings(report, [*report.findings, *report.advice]))


def list_unexpected(report: Report) -> list[ProgramFinding]:
    """Return the findings and the advice without the expected failures."""
    return [found for found in list_program_findings(report) if not found.expected]


def list_causes(report: Report) -> list[ProgramFinding]:
    """Return an unexpected finding for each explanation, and those that nothing explains."""
    first: dict[str, ProgramFinding] = {}
    for k, found in enumerate(list_unexpected(report)):
        first.setdefault(found.finding.explained_by or f"finding {k}", found)
    return list(first.values())


def _findings(report: Report, findings: list[FindingRecord]) -> Iterator[ProgramFinding]:
    source = report.source
    advice = {finding.law for finding in report.advice}
    expected = {
        one.expected.law: one.expected.description
        for one in report.expected_failures
        if not one.problem
    }
    for finding in findings:
        title = _describe_cause(report, finding)
        laws = f" (also fails: {', '.join(finding.also)})" if finding.also else ""
        about = f"{title}. " if title else ""
        yield ProgramFinding(
            finding,
            finding.law not in advice or report.options.strict,
            title or f"{finding.law} fails",
            f"{about}{finding.law}: {finding.message}{laws}",
            source.path if source else _path_of_target(report.target),
            source.update_line if source else 1,
            expected.get(finding.law, ""),
            _fingerprint(report, finding),
        )


def _describe_cause(report: Report, finding: FindingRecord) -> str:
    titles = titles_by_id(report)
    if finding.explained_by in titles:
        return titles[finding.explained_by]
    # Reports of earlier versions do not say which findings a diagnosis explains.
    is_known = any(f.explained_by for f in [*report.findings, *report.advice])
    cause = "" if is_known else describe_cause(report)
    return "" if cause == NO_NAME else cause


def _path_of_target(target: str) -> str:
    place = target.rpartition(":")[0]
    return place if place.endswith(".py") else ""


def _fingerprint(report: Report, finding: FindingRecord) -> str:
    words = "\0".join((report.target, report.rule, finding.law))
    return hashlib.sha256(words.encode()).hexdigest()
