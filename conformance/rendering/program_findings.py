"""Findings as the messages of a program that checks source files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..records.base import FindingRecord
from ..records.check import Report
from ..records.law_outcome import LawOutcome, findings_by_law, law_outcome, message_of
from .report_text import NO_NAME, describe_cause, titles_by_id

WRONG_EXPECTATION = "an expected failure is wrong"


@dataclass(frozen=True)
class ProgramFinding:
    """One finding with its place.

    Attributes:
        law: The law.
        is_failure: Whether the run fails because of it.
        title: What is wrong, in a few words.
        message: What is wrong, the law and what it found.
        path: The file; empty if it is not known.
        line: The line in it.
        explained_by: The id of the explanation; empty if there is none.
        expected: Why the failure is expected; empty if it is not.
        fingerprint: The same for the same law of the same optimizer in every run.
    """

    law: str
    is_failure: bool
    title: str
    message: str
    path: str
    line: int
    fingerprint: str
    explained_by: str = ""
    expected: str = ""


def list_program_findings(report: Report) -> list[ProgramFinding]:
    """Return the findings, the advice, and the expected failures that are wrong, in this order."""
    failed = findings_by_law(report)
    return [
        *_findings(report, [*report.findings, *report.advice]),
        *(
            _program_finding(report, checked.expected.law, True, WRONG_EXPECTATION, checked.problem)
            for checked in report.expected_failures
            if checked.problem and checked.expected.law not in failed
        ),
    ]


def list_unexpected(report: Report) -> list[ProgramFinding]:
    """Return the findings and the advice without the expected failures."""
    return [found for found in list_program_findings(report) if not found.expected]


def list_causes(report: Report) -> list[ProgramFinding]:
    """Return an unexpected finding for each explanation, and those that nothing explains."""
    first: dict[str, ProgramFinding] = {}
    for k, found in enumerate(list_unexpected(report)):
        first.setdefault(found.explained_by or f"finding {k}", found)
    return list(first.values())


def _findings(report: Report, findings: list[FindingRecord]) -> Iterator[ProgramFinding]:
    for finding in findings:
        every = [law_outcome(report, law) for law in (finding.law, *finding.also)]
        outcomes = [one for one in every if one.state != "info"]
        # One case may show a failure that is expected and another that is not.
        for is_expected in (False, True):
            group = [one for one in outcomes if (one.state == "expected") is is_expected]
            if group:
                yield _describe_group(report, finding, group)


def _describe_group(
    report: Report, finding: FindingRecord, group: list[LawOutcome]
) -> ProgramFinding:
    first, *others = group
    title = _describe_cause(report, finding)
    about = f"{title}. " if title else ""
    also = f" (also fails: {', '.join(one.law for one in others)})" if others else ""
    message = message_of(finding, first.law)
    expected = first.reason if first.state == "expected" else ""
    # The reason of an expected failure that is wrong is not that of the finding.
    wrong = [one.reason for one in group if one.reason != message_of(finding, one.law)]
    found = _program_finding(
        report,
        first.law,
        any(one.state not in ("advice", "expected") for one in group),
        title or f"{first.law} fails",
        " ".join([f"{about}{first.law}: {message}{also}", *([] if expected else wrong)]),
    )
    return replace(found, explained_by=finding.explained_by or "", expected=expected)


def _program_finding(
    report: Report, law: str, is_failure: bool, title: str, message: str
) -> ProgramFinding:
    source = report.source
    return ProgramFinding(
        law,
        is_failure,
        title,
        message,
        source.path if source else _path_of_target(report.target),
        source.update_line if source else 1,
        _fingerprint(report, law),
    )


def _describe_cause(report: Report, finding: FindingRecord) -> str:
    titles = titles_by_id(report)
    if finding.explained_by in titles:
        return titles[finding.explained_by]
    # Reports of earlier versions do not say which findings a diagnosis explains.
    is_known = any(f.explained_by for f in (*report.findings, *report.advice, *report.notes))
    cause = "" if is_known else describe_cause(report)
    return "" if cause == NO_NAME else cause


def _path_of_target(target: str) -> str:
    place = target.rpartition(":")[0]
    return place if place.endswith(".py") else ""


def _fingerprint(report: Report, law: str) -> str:
    words = "\0".join((report.target, report.rule, law))
    return hashlib.sha256(words.encode()).hexdigest()
