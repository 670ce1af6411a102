"""Append the findings and the advice of a report to its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.text import Text

from ...records.base import FindingRecord
from ...records.check import Report
from ..counts import count_of, in_verbose
from ..report_text import diagnosis_heading, lacks_formula, render_command
from ..scenario_text import describe_scenario

# A message that counts the events of a case.
NUMBERED_EVENT = re.compile(r"\bevent \d")


def append_findings(text: Text, report: Report, verbose: bool) -> None:
    """Append the findings by their explanations, and the command that repeats the check."""
    if not report.findings:
        return
    explained = [f for f in report.findings if f.explained_by]
    others = [f for f in report.findings if not f.explained_by]
    titles = {one.id: one.title for one in report.diagnosis}
    causes = {f.explained_by for f in explained}
    for k, by in enumerate(sorted(causes, key=[*titles, *causes].index)):
        about = f" of: {titles.get(by, by)}" if k else ""
        text.append(f"\nSmallest case{about}\n", "bold")
        _append_explained(text, [f for f in explained if f.explained_by == by], verbose)
    if not explained:
        text.append("\nSmallest case\n", "bold")
        append_case(text, others.pop(0))
    # Reports of earlier versions do not say which findings a complete diagnosis explains.
    whole = any(one.cases == one.of for one in report.diagnosis)
    named = [f for f in others if f.expects_rule and lacks_formula(report) and not verbose]
    if report.nondeterministic and not verbose:
        _count_others(text, others)
    else:
        _append_others(text, others, brief=whole and not explained and not verbose, named=named)
    text.append("\nReproduce with\n", "bold")
    text.append(f"  {render_command(report)}\n")


def _append_others(
    text: Text, others: Sequence[FindingRecord], brief: bool, named: Sequence[FindingRecord]
) -> None:
    """Append further findings, with their cases unless they are to be brief.

    Of those in ``named``, which fail because the steps deviate from the formula, only the names of
    the laws are appended.
    """
    if others:
        hint = "; --verbose prints their cases" if brief else ""
        text.append(f"\nOther failed laws ({len(others)}{hint})\n", "bold")
    detailed = [f for f in others if f not in named]
    for k, finding in enumerate(() if brief else detailed):
        text.append("\n" if k else "")
        append_case(text, finding)
    for message, laws in _laws_by_message(detailed if brief else ()).items():
        text.append(f"  {', '.join(laws)}", "red")
        text.append(f": {message}\n")
    if named:
        text.append("\n" if detailed and not brief else "")
        text.append(f"  {', '.join(dict.fromkeys(f.law for f in named))}", "red")
        verb = "fails" if len(named) == 1 else "fail"
        text.append(f" {verb} as well, because the steps are not those of the formula; ")
        text.append("--verbose prints the cases\n")


def _count_others(text: Text, others: Sequence[FindingRecord]) -> None:
    """Count further findings about runs that differ each time, so that little follows from them."""
    laws = {law for f in others for law in (f.law, *f.also)}
    if laws:
        text.append(f"\nOther failed laws ({len(laws)}; --verbose prints their cases)\n", "bold")
        text.append("  They compare runs, which here differ each time.\n")


def _laws_by_message(findings: Iterable[FindingRecord]) -> dict[str, list[str]]:
    """Group the failed laws by message."""
    groups: dict[str, list[str]] = {}
    for finding in findings:
        groups.setdefault(finding.message, []).append(finding.law)
    return groups


def _append_explained(text: Text, findings: Sequence[FindingRecord], verbose: bool) -> None:
    """Append the first case of an explanation, and count the other laws that it breaks."""
    first = findings[0]
    if verbose:
        for k, finding in enumerate(findings):
            text.append("\n" if k else "")
            append_case(text, finding)
        return
    append_case(text, first, also=False)
    further = {law for f in findings for law in (f.law, *f.also)} - {first.law}
    if further:
        count = len(further)
        text.append(f"    {count_of(count, 'further law')}, explained by it; {in_verbose(count)}\n")


def append_case(text: Text, finding: FindingRecord, colour: str = "red", also: bool = True) -> None:
    """Append the scenario of a finding, and what the law says about it."""
    for line in describe_scenario(finding.scenario):
        text.append(f"  {line}\n")
    text.append(f"  {finding.law}", f"bold {colour}")
    text.append(f": {finding.message}\n")
    if finding.ratio is not None:
        text.append(f"    the error is {finding.ratio:.3g} times the rounding bound\n")
    if finding.also and also:
        text.append(f"    laws that fail in the same case: {', '.join(finding.also)}\n")


def append_advice(text: Text, report: Report, verbose: bool) -> None:
    """Append the advice that no explanation accounts for, and count the rest."""
    advice = report.advice
    if advice or report.crashes:
        text.append("\nWarnings", "bold")
        text.append(" (SHOULD laws; they do not affect the verdict)\n")
    for crash in report.crashes:
        text.append(f"  {crash}\n")
    _append_unexplained(text, report, advice, "yellow", "further warning", verbose)


def append_notes(text: Text, report: Report, verbose: bool) -> None:
    """Append the failed laws that require no action, and count those that are explained."""
    if report.notes:
        text.append("\nNotes", "bold")
        text.append(" (INFO laws; neither errors nor warnings)\n")
    _append_unexplained(text, report, report.notes, "cyan", "further note", verbose)


def _append_unexplained(
    text: Text, report: Report, findings: list[FindingRecord], colour: str, noun: str, verbose: bool
) -> None:
    # What compares with a formula that the steps do not have fails because of that.
    unknown = lacks_formula(report)
    is_explained = [bool(f.explained_by) or (unknown and f.expects_rule) for f in findings]
    left = [f for f, explained in zip(findings, is_explained, strict=True) if not explained]
    shown = findings if verbose else left
    for finding in shown:
        if verbose:
            append_case(text, finding, colour)
        else:
            text.append(f"  {', '.join([finding.law, *finding.also])}", colour)
            text.append(f": {finding.message}\n")
    if not verbose and any(NUMBERED_EVENT.search(finding.message) for finding in shown):
        text.append("  (--verbose prints the cases of these warnings)\n")
    if len(shown) < len(findings):
        why = "because the steps are not those of the formula"
        if not unknown:
            why = f"explained by {diagnosis_heading(report).lower()}"
        count = len(findings) - len(shown)
        text.append(f"  {count_of(count, noun)}, {why}; {in_verbose(count)}\n")
