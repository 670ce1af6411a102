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
        is_failure: Whether the law is a MUST law.
        title: What is wrong, in a few words.
        message: What is wrong, the law and what it found.
        path: The file; empty if it is not known.
        line: The line in it.
        fingerprint: The same for the same law of the same optimizer in every run.
    """

    finding: FindingRecord
    is_failure: bool
    title: str
    message: str
    path: str
    line: int
    fingerprint: str


def list_program_findings(report: Report) -> list[ProgramFinding]:
    """Return the findings and the advice of a report, in this order."""
    return [*_findings(report, report.findings, True), *_findings(report, report.advice, False)]


def list_causes(report: Report) -> list[ProgramFinding]:
    """Return one finding for each explanation, and those that nothing explains."""
    first: dict[str, ProgramFinding] = {}
    for k, found in enumerate(list_program_findings(report)):
        first.setdefault(found.finding.explained_by or f"finding {k}", found)
    return list(first.values())


def _findings(
    report: Report, findings: list[FindingRecord], is_failure: bool
) -> Iterator[ProgramFinding]:
    source = report.source
    for finding in findings:
        title = _describe_cause(report, finding)
        laws = f" (also fails: {', '.join(finding.also)})" if finding.also else ""
        about = f"{title}. " if title else ""
        yield ProgramFinding(
            finding,
            is_failure,
            title or f"{finding.law} fails",
            f"{about}{finding.law}: {finding.message}{laws}",
            source.path if source else _path_of_target(report.target),
            source.update_line if source else 1,
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
