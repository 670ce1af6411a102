"""The text of a failure in a test: what a person wants to read, and nothing else."""

from __future__ import annotations

from msgspec.structs import replace
from rich.text import Text

from ..errors import CannotRun, InternalError, LawBroken
from ..records.base import FindingRecord
from ..records.check import Report
from ..records.law_outcome import (
    is_accepted,
    law_outcome,
    law_record,
    list_problems,
    message_of,
    unexpected_laws,
)
from .counts import count_of
from .report_text import render_command
from .terminal.findings import append_case
from .terminal.report import append_diagnosis, render_claim


def error_of(report: Report) -> Exception | None:
    """Return the exception with which a run with this report fails; None if it passes."""
    if report.error:
        return CannotRun(report.error)
    if not is_accepted(report):
        return LawBroken(render_failures(report))
    if report.internal_error:
        return InternalError(report.internal_error)
    return None


def render_failures(report: Report, command: str = "") -> str:
    """Render why a run with this report fails.

    Args:
        report: the report.
        command: the command that replays it; by default that of the check.
    """
    laws = unexpected_laws(report)
    text = Text(f"{report.target} {report.verdict}{render_claim(report)}")
    for problem in list_problems(report):
        text.append(f"\n{problem}")
    if report.verdict == "undecided":
        text.append("\nNo comparison with the rule was decided, so there is no verdict.")
    text.append("\n")
    if laws:
        _append_failure(text, report, laws[0])
        if len(laws) > 1:
            count = count_of(len(laws) - 1, "other law")
            verb = "fails" if len(laws) == 2 else "fail"
            text.append(f"\n{count} {verb}: {', '.join(laws[1:])}\n")
    _append_command(text, command or render_command(report))
    return text.plain.rstrip()


def render_law_failure(report: Report, law: str, command: str = "") -> str:
    """Render why one law fails.

    Args:
        report: the report.
        law: the id of the law.
        command: the command that replays the failure; by default that of the check.
    """
    outcome = law_outcome(report, law)
    text = Text()
    if outcome.finding is None or outcome.reason != message_of(outcome.finding, law):
        text.append(f"{law}: {outcome.reason}\n")
    if outcome.finding:
        _append_failure(text, report, law)
    _append_command(text, command or render_command(report))
    return text.plain.rstrip()


def render_advice(report: Report, law: str) -> str:
    """Render a law that failed and does not decide the verdict, in one line."""
    return f"{report.target} fails the law {law!r} (SHOULD): {law_outcome(report, law).reason}"


def _append_failure(text: Text, report: Report, law: str) -> None:
    """Append the law in one sentence, the diagnosis of its failure, and the smallest case."""
    finding = law_outcome(report, law).finding
    assert finding is not None
    counts = law_record(report, law)
    text.append(f"{report.target} fails the law {law!r}")
    text.append(f": {counts.summary}\n" if counts and counts.summary else ".\n")
    append_diagnosis(text, select_diagnosis(report, finding))
    text.append("\nSmallest case\n")
    # The ratio is that of the first law that fails in the case.
    ratio = finding.ratio if law == finding.law else None
    own = replace(finding, law=law, message=message_of(finding, law), ratio=ratio)
    append_case(text, own, also=False)


def _append_command(text: Text, command: str) -> None:
    text.append(f"\nReplay with\n  {command}\n")


def select_diagnosis(report: Report, finding: FindingRecord) -> Report:
    """Return the report with the part of its diagnosis that concerns a finding.

    A diagnosis that explains other findings, and not this one, would mislead.
    """
    by = finding.explained_by
    if by:
        named = [one for one in report.diagnosis if by in (one.id, one.equivalent_to)]
        return replace(report, diagnosis=named, residual=[])
    if any(one.explained_by for one in (*report.findings, *report.advice, *report.notes)):
        return replace(report, diagnosis=[])
    return report
