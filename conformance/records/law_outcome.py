"""What a report says about each law, with the expected failures taken into account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

from msgspec.structs import replace

from .base import FindingRecord
from .check import LawRecord, Report
from .expected_failure import CheckedExpectation, ExpectationState, ExpectedFailure

LawState: TypeAlias = Literal[
    "passed", "failed", "advice", "expected", "not applicable", "undecided", "errored"
]


@dataclass(frozen=True)
class LawOutcome:
    """What a report says about one law.

    Attributes:
        state: ``failed`` fails the run, also for an expected failure that is wrong; ``advice`` is a
            law whose failure does not decide the verdict; ``expected`` failed as declared.
        reason: Why the law did not pass.
        finding: The failure, if the law failed.
    """

    law: str
    state: LawState
    reason: str = ""
    finding: FindingRecord | None = None


def law_outcome(report: Report, law: str) -> LawOutcome:
    """Return what a report says about the law with this id."""
    finding = _findings_by_law([*report.findings, *report.advice]).get(law)
    checked = next((c for c in report.expected_failures if c.expected.law == law), None)
    if report.error:
        return LawOutcome(law, "errored", report.error)
    if checked and checked.problem:
        return LawOutcome(law, "failed", checked.problem, finding)
    if finding:
        if checked:
            return LawOutcome(law, "expected", checked.expected.description, finding)
        state: LawState = "failed" if decides(report, law) else "advice"
        return LawOutcome(law, state, message_of(finding, law), finding)
    return _outcome_without_finding(report, law)


def _outcome_without_finding(report: Report, law: str) -> LawOutcome:
    inapplicable = {n.law: n.reason for n in report.certificate.not_applicable}
    if law in inapplicable:
        return LawOutcome(law, "not applicable", f"the law does not apply: {inapplicable[law]}")
    counts = law_record(report, law)
    if counts is None or not counts.decided:
        if report.verdict == "undecided":
            reason = "no comparison with the rule was decided, so there is no verdict"
            return LawOutcome(law, "failed", reason)
        return LawOutcome(law, "undecided", "no comparison was decided, so nothing was tested")
    if report.interrupted:
        return LawOutcome(law, "undecided", f"the check ended early: {report.interrupted}")
    return LawOutcome(law, "passed")


def law_record(report: Report, law: str) -> LawRecord | None:
    """Return the counts of a law; None if it was not tested."""
    return next((one for one in report.certificate.laws if one.law == law), None)


def decides(report: Report, law: str) -> bool:
    """Whether the verdict of a report depends on a law."""
    counts = law_record(report, law)
    return counts is None or counts.requirement == "must" or report.options.strict


def message_of(finding: FindingRecord, law: str) -> str:
    """Return the message of a law that failed in the scenario of a finding."""
    return finding.messages.get(law, finding.message)


def unexpected_laws(report: Report) -> list[str]:
    """Return the laws that decide the verdict and failed, without the expected failures."""
    expected = {c.expected.law for c in report.expected_failures if not c.problem}
    failed = _findings_by_law(report.findings)
    return [law for law in failed if decides(report, law) and law not in expected]


def list_problems(report: Report) -> list[str]:
    """List what is wrong with the expected failures of a report, a sentence each."""
    return [checked.problem for checked in report.expected_failures if checked.problem]


def is_accepted(report: Report) -> bool:
    """Whether a run with this report passes: it was decided, and every failure was expected."""
    is_decided = report.verdict in ("conforms", "diverges")
    return is_decided and not unexpected_laws(report) and not list_problems(report)


def check_expectations(report: Report, expected: Iterable[ExpectedFailure]) -> Report:
    """Return the report with what it says about the expected failures."""
    return replace(report, expected_failures=[_check(report, one) for one in expected])


def _check(report: Report, expected: ExpectedFailure) -> CheckedExpectation:
    state = _expectation_state(report, expected)
    problem = _describe_problem(report, expected, state)
    return CheckedExpectation(expected=expected, state=state, problem=problem)


def _expectation_state(report: Report, expected: ExpectedFailure) -> ExpectationState:
    if not expected.reason.strip():
        return "no reason"
    if report.error:
        return "undecided"
    law = expected.law
    if law in _findings_by_law([*report.findings, *report.advice]):
        return "failed"
    counts = law_record(report, law)
    if counts is None:
        return "unmatched"
    return "passed" if counts.decided and not report.interrupted else "undecided"


def _describe_problem(report: Report, expected: ExpectedFailure, state: ExpectationState) -> str:
    start = f"expected failure of {expected.law!r} ({report.target})"
    if state == "no reason":
        return f"{start} has no reason. Say why the failure is accepted."
    if state == "passed" and expected.strict:
        return (
            f"{start}: the law passes. Remove the expected failure; its reason was: "
            f"{expected.description}"
        )
    if state == "unmatched":
        return f"{start} matches nothing: {_describe_mismatch(report, expected.law)}"
    return ""


def _describe_mismatch(report: Report, law: str) -> str:
    inapplicable = {n.law: n.reason for n in report.certificate.not_applicable}
    if law in inapplicable:
        return f"the law does not apply ({inapplicable[law]}). Remove the expected failure."
    known = [*(one.law for one in report.certificate.laws), *inapplicable]
    near = get_close_matches(law, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else " See conformance list laws."
    return f"there is no law of this name.{hint}"


def _findings_by_law(findings: Iterable[FindingRecord]) -> dict[str, FindingRecord]:
    found: dict[str, FindingRecord] = {}
    for finding in findings:
        for law in (finding.law, *finding.also):
            found.setdefault(law, finding)
    return found
