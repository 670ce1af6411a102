"""Render a report as text for a terminal.

The sections stand in the order in which a user asks: the verdict, what is wrong, the smallest case
that shows it, how to reproduce it, warnings, what was checked, and what was not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from ...records.base import DiagnosisRecord
from ...records.check import Report
from ...records.law_outcome import is_accepted, list_problems
from ..counts import count_of, in_verbose
from ..diagnosis_groups import split_equivalent, title_with_layer
from ..report_text import (
    changed_lines,
    describe_cause,
    describe_coverage,
    describe_decided,
    describe_declaration,
    describe_detected_mutants,
    describe_detected_pitfalls,
    describe_deviations,
    describe_expected_failures,
    describe_interruption,
    describe_kind,
    describe_output,
    diagnosis_heading,
    explain_missed_pitfalls,
    inapplicable_verb,
    name_dialects,
    name_reference,
    name_rule,
    render_inapplicable,
)
from .findings import append_advice, append_findings, append_notes

COLOURS = {"conforms": "bold green", "diverges": "bold red"}

# Lists of up to so many names are printed; longer ones are counted without --verbose.
SHORT = 3

# Machine epsilons as they are printed.
EPSILONS = {"float64": "2.2e-16", "float32": "1.2e-07"}


def render_report(report: Report, verbose: bool = False) -> Text:
    """Render the whole report.

    Args:
        report: the report.
        verbose: print every case and every list that is otherwise counted.
    """
    text = Text()
    text.append(f"{report.target} ")
    text.append(report.verdict, COLOURS.get(report.verdict, "bold yellow"))
    text.append(f"{render_claim(report)}\n")
    if report.error:
        text.append(f"  {report.error}\n")
        return text
    if report.verdict == "undecided":
        text.append("  No comparison with the rule was decided, so there is no verdict.\n")
    if report.interrupted:
        text.append(f"  {describe_interruption(report)}\n")
    append_diagnosis(text, report)
    append_findings(text, report, verbose)
    append_advice(text, report, verbose)
    append_notes(text, report, verbose)
    _append_section(text, "Expected failures", iter(describe_expected_failures(report)))
    _append_section(text, "Checked", _render_certificate(report, verbose))
    _append_section(text, "Not checked", _render_unchecked(report, verbose))
    return text


def render_summary(report: Report) -> Text:
    """Render the verdict and what is wrong in one line."""
    text = Text(f"{report.target} ")
    text.append(report.verdict, COLOURS.get(report.verdict, "bold yellow"))
    text.append(render_claim(report))
    causes = [report.error or describe_cause(report), *list_problems(report)]
    told = "; ".join(cause for cause in causes if cause)
    return text.append(f": {told}\n" if told else "\n")


def render_claim(report: Report) -> str:
    """Render what follows the verdict: the rule and its dialects."""
    applied = report.options.dialects
    rule = name_rule(report)
    rule = f"{rule} in the {name_dialects(applied)}" if applied else rule
    if report.rule_source:
        rule = f"{rule} of {report.rule_source.file}"
    if report.verdict == "diverges" and is_accepted(report):
        return f" from {rule}, as expected"
    return {"conforms": f" to {rule}", "diverges": f" from {rule}"}.get(report.verdict, "")


def _append_section(text: Text, title: str, lines: Iterator[str]) -> None:
    found = list(lines)
    if found:
        text.append(f"\n{title}\n", "bold")
        text.append("".join(f"  {line}\n" for line in found))


def append_diagnosis(text: Text, report: Report) -> None:
    """Append what is wrong, with the change to the rule that reproduces it."""
    cause = describe_cause(report)
    if not cause:
        return
    apart, same = split_equivalent(report)
    heading = diagnosis_heading(report)
    if not apart:
        text.append(f"\n{heading}: {cause}\n", "bold")
    for k, one in enumerate(apart):
        text.append(f"\n{heading}: " if k == 0 else "\n", "bold")
        text.append(f"{title_with_layer(one, apart)}\n", "bold")
        for line in _render_details(one, report):
            text.append(f"  {line}\n")
        _append_changes(text, one, report)
        for other in same.get(one.id, ()):
            text.append(f"  equivalent explanation: {other.title} ({describe_kind(other)})\n")
    for sentence in describe_deviations(report):
        text.append(f"  {sentence}\n")


def _render_details(diagnosis: DiagnosisRecord, report: Report) -> Iterator[str]:
    known = f", documented by {', '.join(diagnosis.libraries)}" if diagnosis.libraries else ""
    yield f"{describe_kind(diagnosis)}{known}; {describe_coverage(diagnosis)}"
    if diagnosis.explanation:
        yield diagnosis.explanation
    if report.verdict == "diverges" and describe_declaration(diagnosis):
        yield describe_declaration(diagnosis)


# The colours of the lines of a diff, by their first character.
COLOURS = {"+": "green", "-": "red"}


def _append_changes(text: Text, diagnosis: DiagnosisRecord, report: Report) -> None:
    lines = changed_lines(diagnosis.diff)
    if lines:
        text.append(
            f"    --- {name_reference(diagnosis, report)}\n    +++ {report.target}\n", "dim"
        )
    for line in lines:
        text.append(f"    {line}\n", COLOURS.get(line[:1], ""))


def _render_certificate(report: Report, verbose: bool) -> Iterator[str]:
    c = report.certificate
    yield (
        f"{count_of(len(c.laws), 'law')} on {count_of(c.cases, 'scenario')} "
        f"(adapter {report.adapter}, seed {report.options.seed})"
    )
    yield from report.assumptions
    yield from describe_output(report, verbose)
    if not c.cases:
        yield "the optimizer ran no scenario to the end, so no other error would be detected"
        return
    yield describe_decided(c.decided, c.undecided)
    if report.formulation:
        yield f"rounding bound computed for: {report.formulation}"
    if c.pitfalls.known or not report.rule_source:
        yield describe_detected_pitfalls(report)
    if verbose and report.compilations:
        yield f"{count_of(report.compilations, 'compilation')} by its library"
    if c.mutants.known:
        yield describe_detected_mutants(report)
    if c.floors:
        yield "smallest relative error that would be detected, in machine epsilons:"
    for dtype, epsilon in EPSILONS.items():
        floors = [f for f in c.floors if f.dtype == dtype]
        if floors:
            each = ", ".join(f"{f.hyper} {f.epsilons or 'not detected'}" for f in floors)
            yield f"  {dtype} (1 epsilon = {epsilon}): {each}"
    if verbose:
        yield from (
            f"{law.law} ({law.requirement.upper()}): {count_of(law.cases, 'scenario')}, "
            f"{describe_decided(law.decided, law.undecided)}"
            for law in c.laws
        )


def _render_unchecked(report: Report, verbose: bool) -> Iterator[str]:
    c = report.certificate
    if verbose:
        yield from render_inapplicable(c.not_applicable)
    elif c.not_applicable:
        count = len(c.not_applicable)
        yield f"{count_of(count, 'law')} {inapplicable_verb(count)}; {in_verbose(count)}"
    yield from _render_names("known pitfall", "would not be detected", c.pitfalls.missed, verbose)
    if c.pitfalls.missed and c.cases:
        yield f"  ({explain_missed_pitfalls(len(c.pitfalls.missed))})"
    missed = [f"{title} ({name})" for name, title in c.mutants.missed.items()]
    if missed:
        colon = ":" if verbose else f"; {in_verbose(len(missed))}"
        yield f"{count_of(len(missed), 'one-edit defect')} would not be detected{colon}"
        yield from (f"  {line}" for line in missed if verbose)
    yield from _render_names(
        "constructor argument", "left at its default", report.untouched, verbose
    )
    if report.untouched:
        yield "  (set one with --hyper; use --map if it is a hyper-parameter of the rule)"
    yield from report.outside
    if report.unwritten:
        yield f"not implemented by the optimizer: {'; '.join(report.unwritten)}"
    if report.options.without:
        yield f"excluded with --without: {', '.join(report.options.without)}"


def _render_names(thing: str, what: str, names: Sequence[str], verbose: bool) -> Iterator[str]:
    """A short list by name, a long one counted."""
    if not names:
        return
    if len(names) > 1:
        what = what.replace("its default", "their defaults")
    is_shown = verbose or len(names) <= SHORT
    shown = f": {', '.join(names)}" if is_shown else f"; {in_verbose(len(names))}"
    yield f"{count_of(len(names), thing)} {what}{shown}"
