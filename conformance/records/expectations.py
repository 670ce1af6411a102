"""What a report says about the expected failures that were given to a check."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec.structs import replace

from .check import Report
from .expected_failure import CheckedExpectation, ExpectationState, ExpectedFailure
from .law_outcome import findings_by_law, law_record


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
    if law in findings_by_law(report):
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
