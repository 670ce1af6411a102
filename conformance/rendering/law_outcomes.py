"""The outcome of each law of a check, for formats that have one item for each law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from typing import Literal, TypeAlias

from msgspec.structs import replace

from ..records.base import FindingRecord
from ..records.check import LawRecord, Report
from ..records.expected_failure import CheckedExpectation
from ..records.law_outcome import decides

State: TypeAlias = Literal["passed", "failed", "warning", "expected", "undecided", "skipped"]


@dataclass(frozen=True)
class LawOutcome:
    """What a check says about one law.

    Attributes:
        law: The id of the law.
        state: ``failed`` for a law that does not hold and decides the verdict, and ``warning`` for
            one that does not; ``expected`` if the user declared the failure, with the reason as
            message; ``undecided`` if no comparison was decided, and ``skipped`` if none was made.
        message: Why it is not ``passed``.
        summary: What the law requires; empty if the report does not say.
        reason: Why it is MUST or SHOULD; empty if the report does not say.
        finding: The smallest case in which the law fails, with the message of this law.
    """

    law: str
    state: State
    message: str = ""
    summary: str = ""
    reason: str = ""
    finding: FindingRecord | None = None


def list_outcomes(report: Report) -> list[LawOutcome]:
    """Return the outcomes of all laws: those that apply first, in the order of the report.

    An expected failure that is wrong is a failure of its law.
    """
    found = _list_observed(report)
    checked = {one.expected.law: one for one in report.expected_failures}
    known = {outcome.law for outcome in found}
    return [
        *(_apply_options(report, outcome, checked.get(outcome.law)) for outcome in found),
        *(
            LawOutcome(law, "failed", one.problem)
            for law, one in checked.items()
            if one.problem and law not in known
        ),
    ]


def _apply_options(
    report: Report, outcome: LawOutcome, checked: CheckedExpectation | None
) -> LawOutcome:
    """Apply what the user said about a law: that its failure is expected, or decides."""
    if checked and checked.problem:
        return replace_fields(outcome, state="failed", message=checked.problem)
    if outcome.state not in ("failed", "warning"):
        return outcome
    if checked:
        return replace_fields(outcome, state="expected", message=checked.expected.description)
    return replace_fields(
        outcome, state="failed" if decides(report, outcome.law) else outcome.state
    )


def _list_observed(report: Report) -> list[LawOutcome]:
    failed = {f.law: f for f in _split_findings(report.findings)}
    advice = {f.law: f for f in _split_findings(report.advice)}
    counted = {law.law for law in report.certificate.laws}
    found = [_outcome(law, failed, advice) for law in report.certificate.laws]
    # Where the suite itself failed, or in reports of earlier versions, the counts may be missing.
    found += [_failure(f, "failed") for name, f in failed.items() if name not in counted]
    found += [_failure(f, "warning") for name, f in advice.items() if name not in counted]
    found += [
        LawOutcome(missing.law, "skipped", missing.reason)
        for missing in report.certificate.not_applicable
    ]
    return found


def _split_findings(findings: list[FindingRecord]) -> Iterator[FindingRecord]:
    """Yield one finding for each law, also for those that fail in the case of another one."""
    for finding in findings:
        alone = replace(finding, also=[], messages={})
        for law in finding.also:
            # The ratio is that of the first law.
            message = finding.messages.get(law, finding.message)
            yield replace(alone, law=law, message=message, ratio=None)
        yield alone


def _outcome(
    law: LawRecord, failed: dict[str, FindingRecord], advice: dict[str, FindingRecord]
) -> LawOutcome:
    if law.law in failed:
        return _failure(failed[law.law], "failed", law)
    if law.law in advice:
        return _failure(advice[law.law], "warning", law)
    said = (law.summary, law.reason)
    if law.broken:
        state: State = "failed" if law.requirement == "must" else "warning"
        return LawOutcome(law.law, state, "The law fails; no case of it was kept.", *said)
    if law.decided:
        return LawOutcome(law.law, "passed", "", *said)
    if law.undecided:
        why = f"None of {law.undecided} comparisons was decided: the rounding bound is too wide."
        return LawOutcome(law.law, "undecided", why, *said)
    return LawOutcome(law.law, "skipped", "No scenario of this check tests the law.", *said)


def _failure(finding: FindingRecord, state: State, law: LawRecord | None = None) -> LawOutcome:
    summary, reason = (law.summary, law.reason) if law else ("", "")
    return LawOutcome(finding.law, state, finding.message, summary, reason, finding)


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
