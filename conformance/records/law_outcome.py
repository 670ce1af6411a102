"""What a report says about each law, with the expected failures taken into account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .base import FindingRecord
from .check import LawRecord, Report

LawState: TypeAlias = Literal[
    "passed", "failed", "advice", "info", "expected", "not applicable", "undecided", "errored"
]


@dataclass(frozen=True)
class LawOutcome:
    """What a report says about one law.

    Attributes:
        state: ``failed`` fails the run, also for an expected failure that is wrong; ``advice`` is a
            law whose failure does not decide the verdict, ``info`` one whose failure is only noted;
            ``expected`` failed as declared.
        reason: Why the law did not pass.
        finding: The failure, if the law failed and its case was kept.
    """

    law: str
    state: LawState
    reason: str = ""
    finding: FindingRecord | None = None


def list_outcomes(report: Report) -> list[LawOutcome]:
    """Return the outcomes of all laws: those that apply first, in the order of the report.

    An expected failure that is wrong has an outcome even if there is no such law.
    """
    laws = [
        *(counts.law for counts in report.certificate.laws),
        # Where the suite itself failed, or in reports of earlier versions, counts may be missing.
        *findings_by_law(report),
        *(missing.law for missing in report.certificate.not_applicable),
        *(checked.expected.law for checked in report.expected_failures if checked.problem),
    ]
    return [law_outcome(report, law) for law in dict.fromkeys(laws)]


def law_outcome(report: Report, law: str) -> LawOutcome:
    """Return what a report says about the law with this id."""
    finding = findings_by_law(report).get(law)
    counts = law_record(report, law)
    checked = next((c for c in report.expected_failures if c.expected.law == law), None)
    if report.error:
        return LawOutcome(law, "errored", report.error)
    if checked and checked.problem:
        return LawOutcome(law, "failed", checked.problem, finding)
    if finding or (counts and counts.broken):
        if checked:
            return LawOutcome(law, "expected", checked.expected.description, finding)
        message = message_of(finding, law) if finding else "the law fails; no case of it was kept"
        return LawOutcome(law, _state_of_failure(report, law), message, finding)
    return _outcome_without_failure(report, law, counts)


def _state_of_failure(report: Report, law: str) -> LawState:
    if decides(report, law):
        return "failed"
    return "info" if is_note(report, law) else "advice"


def _outcome_without_failure(report: Report, law: str, counts: LawRecord | None) -> LawOutcome:
    inapplicable = {n.law: n.reason for n in report.certificate.not_applicable}
    if law in inapplicable:
        return LawOutcome(law, "not applicable", f"the law does not apply: {inapplicable[law]}")
    if counts is None or not counts.decided:
        if report.verdict == "undecided":
            reason = "no comparison with the rule was decided, so there is no verdict"
            return LawOutcome(law, "failed", reason)
        return LawOutcome(law, "undecided", _describe_undecided(counts))
    if report.interrupted:
        return LawOutcome(law, "undecided", f"the check ended early: {report.interrupted}")
    return LawOutcome(law, "passed")


def _describe_undecided(counts: LawRecord | None) -> str:
    if counts and counts.undecided:
        return f"none of {counts.undecided} comparisons was decided: the rounding bound is too wide"
    return "no scenario of this check tests the law"


def describe_end(report: Report) -> str:
    """Return why a check has no verdict, or ended early; empty if it ran to its end."""
    if report.internal_error:
        return f"Internal error of the suite:\n{report.internal_error}"
    if report.error:
        return report.error
    if report.interrupted:
        return f"The check ended early: {report.interrupted.rstrip('.')}."
    if report.verdict == "undecided":
        return "No comparison with the rule was decided, so there is no verdict."
    return ""


def law_record(report: Report, law: str) -> LawRecord | None:
    """Return the counts of a law; None if it was not tested."""
    return next((one for one in report.certificate.laws if one.law == law), None)


def decides(report: Report, law: str) -> bool:
    """Whether the verdict of a report depends on a law."""
    if is_note(report, law):
        return False
    if report.options.strict:
        return True
    counts = law_record(report, law)
    return counts.requirement == "must" if counts else law not in _by_law(report.advice)


def is_note(report: Report, law: str) -> bool:
    """Whether a failure of the law is only noted, also if the verdict depends on SHOULD laws."""
    counts = law_record(report, law)
    return counts.requirement == "info" if counts else law in _by_law(report.notes)


def message_of(finding: FindingRecord, law: str) -> str:
    """Return the message of a law that failed in the scenario of a finding."""
    return finding.messages.get(law, finding.message)


def unexpected_laws(report: Report) -> list[str]:
    """Return the laws that decide the verdict and failed, without the expected failures."""
    expected = {c.expected.law for c in report.expected_failures if not c.problem}
    failed = _by_law(report.findings)
    return [law for law in failed if decides(report, law) and law not in expected]


def list_problems(report: Report) -> list[str]:
    """List what is wrong with the expected failures of a report, a sentence each."""
    return [checked.problem for checked in report.expected_failures if checked.problem]


def is_accepted(report: Report) -> bool:
    """Whether a run with this report passes: it was decided, and every failure was expected."""
    is_decided = report.verdict in ("conforms", "diverges")
    return is_decided and not unexpected_laws(report) and not list_problems(report)


def findings_by_law(report: Report) -> dict[str, FindingRecord]:
    """Return the finding, advice or note in which each law fails that does."""
    return _by_law([*report.findings, *report.advice, *report.notes])


def _by_law(findings: Iterable[FindingRecord]) -> dict[str, FindingRecord]:
    found: dict[str, FindingRecord] = {}
    for finding in findings:
        for law in (finding.law, *finding.also):
            found.setdefault(law, finding)
    return found
