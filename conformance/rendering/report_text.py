"""Phrases about a report that the terminal and the pages share."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from ..records.base import DiagnosisRecord
from ..records.check import NotApplicable, Report
from .counts import count_comparisons, count_of

NO_NAME = "no known pitfall or dialect explains it"

KINDS = {
    "rule": "another rule",
    "hyper": "another value of a hyper-parameter",
    "mutant": "a change of the rule",
}


def describe_kind(diagnosis: DiagnosisRecord) -> str:
    """Render the kind and the id of a diagnosis, as in ``dialect adam-eps-root``."""
    if diagnosis.layer == "contract" and diagnosis.kind == "mutant":
        return "a defect of the contract"
    if diagnosis.dialects:
        return f"a change of the rule in the {name_dialects(diagnosis.dialects)}"
    if diagnosis.kind == "mutant" and "+" in diagnosis.id:
        return "several changes of the rule"
    if diagnosis.kind == "hyper":
        return _describe_values(diagnosis.id.split("+"))
    if diagnosis.kind == "dialect":
        return name_dialects(diagnosis.id.split("+"))
    return KINDS.get(diagnosis.kind) or f"{diagnosis.kind} {diagnosis.id}"


def diagnosis_heading(report: Report) -> str:
    """Return the heading of the diagnosis; nothing is wrong with an optimizer that conforms."""
    return "What is wrong" if report.verdict == "diverges" else "What differs"


def lacks_formula(report: Report) -> bool:
    """Return whether plain steps deviate from the rule and no diagnosis gives their formula."""
    named = any(d.layer == "formula" and d.cases == d.of for d in report.diagnosis)
    return report.verdict == "diverges" and not (report.formula_conforms or named)


def name_dialects(ids: Sequence[str]) -> str:
    """Render the ids of dialects, as in ``dialects adan-waits and adan-zero-start``."""
    *others, last = ids
    return f"dialects {', '.join(others)} and {last}" if others else f"dialect {last}"


def _describe_values(parts: Sequence[str]) -> str:
    """Render values that are not the given ones, and the changes that other defaults come with."""
    defaults = [part for part in parts if part.startswith("default-")]
    if not defaults:
        return KINDS["hyper"]
    named = "another default" if len(defaults) == 1 else "other defaults"
    changes = [part for part in parts if part not in defaults]
    return " and ".join([*changes, named])


def titles_by_id(report: Report) -> dict[str, str]:
    """Return the titles of the diagnoses of a report by their ids."""
    return {one.id: one.title for one in report.diagnosis}


def describe_coverage(diagnosis: DiagnosisRecord) -> str:
    """Render how many cases a diagnosis reproduces."""
    how_many = (
        f"all {diagnosis.of}"
        if diagnosis.cases == diagnosis.of
        else f"{diagnosis.cases} of {diagnosis.of}"
    )
    return f"reproduces the optimizer's results in {how_many} cases"


def describe_declaration(diagnosis: DiagnosisRecord) -> str:
    """Render how dialects are declared; empty for a diagnosis without any."""
    own = diagnosis.id.split("+") if diagnosis.kind == "dialect" else diagnosis.dialects
    if not own:
        return ""
    options = " ".join(f"--dialect {one}" for one in own)
    if diagnosis.kind == "dialect":
        return f"If this is intended, declare it: {options}"
    what = (
        "dialect is intended, declare it"
        if len(own) == 1
        else "dialects are intended, declare them"
    )
    return f"If the {what}: {options}"


def describe_cause(report: Report) -> str:
    """Render what the diagnosis found, in one line; empty if there was nothing to explain."""
    if report.nondeterministic:
        return report.residual[0]
    if report.diagnosis:
        return report.diagnosis[0].title
    return NO_NAME if report.residual or report.findings else ""


def describe_deviations(report: Report) -> Sequence[str]:
    """Render the deviations that the diagnosis does not explain, in sentences."""
    return report.residual[1:] if report.nondeterministic else report.residual


def describe_interruption(report: Report) -> str:
    """Render why the check ended early; empty if it did not."""
    reason = report.interrupted.rstrip(".")
    return f"The check ended early: {reason}." if reason else ""


def name_rule(report: Report) -> str:
    """Return the name of the rule; a user's own has the name that it has in its file.

    In a process with several rules of one name, their names in scenarios differ.
    """
    source = report.rule_source
    return source.spec.rpartition(":")[2] if source else report.rule


def describe_expected_failures(report: Report) -> list[str]:
    """Say of each expected failure whether the law failed, or what is wrong with it."""
    return [
        checked.problem or f"{checked.expected.law} {checked.state}: {checked.expected.description}"
        for checked in report.expected_failures
    ]


def render_command(report: Report) -> str:
    """Render the command that runs the same check again."""
    options = report.options
    rule = report.rule_source.spec if report.rule_source else report.rule
    words = ["conformance", "check", report.target, "--rule", rule]
    for flag, given in (
        ("--adapter", options.adapter), ("--state", options.state),
        ("--parameter", options.parameter),
    ):  # fmt: skip
        words += [flag, given] if given else []
    for flag, pairs in (
        ("--map", options.map), ("--hyper", options.hyper), ("--assume", options.assume)
    ):  # fmt: skip
        for name, value in pairs.items():
            words += [flag, f"{name}={value}"]
    for flag, names in (("--without", options.without), ("--dialect", options.dialects)):
        for name in names:
            words += [flag, name]
    words += ["--strict"] if options.strict else []
    words += ["--examples", str(options.examples), "--seed", str(options.seed)]
    return shlex.join(words)


# Libraries print some lines when they are imported; fewer lines than this are not worth a sentence.
MANY_LINES = 10


def describe_output(report: Report, verbose: bool) -> Iterator[str]:
    """Render that an optimizer prints, and with ``verbose`` the first lines."""
    output = report.output
    if not output.lines or (output.lines < MANY_LINES and not verbose):
        return
    lines = count_of(output.lines, "line")
    shown = "which begin:" if verbose else "which are not shown; --verbose shows the first"
    yield f"it printed {lines} while it was imported and probed, {shown}"
    yield from (f"  {line}" for line in output.first.splitlines() if verbose)


def changed_lines(diff: str) -> list[str]:
    """Select the lines of a diff that change something, and those between them.

    Where lines are only added or only removed, the lines around them are selected too.
    """
    hunks: list[list[str]] = [[]]
    for line in diff.splitlines():
        if line.startswith("@@"):
            hunks.append([])
        elif not line.startswith(("+++", "---")):
            hunks[-1].append(line)
    return [line for hunk in hunks for line in _lines_of_hunk(hunk)]


def _lines_of_hunk(hunk: list[str]) -> list[str]:
    places = [k for k, line in enumerate(hunk) if line.startswith(("+", "-"))]
    if len({hunk[k][0] for k in places}) < 2:
        return hunk
    return hunk[places[0] : places[-1] + 1]


def label_changes(diagnosis: DiagnosisRecord, report: Report) -> str:
    """Return the changed lines of a diff below the names of the reference and the optimizer."""
    heads = [f"--- {name_reference(diagnosis, report)}", f"+++ {report.target}"]
    return "\n".join([*heads, *changed_lines(diagnosis.diff)])


def name_reference(diagnosis: DiagnosisRecord, report: Report) -> str:
    """Return what the changes of a diagnosis are made to: the rule, another one, or a file.

    What is found beside the formula is a change of the formula that is named before it.
    """
    if report.rule_source:
        return report.rule_source.file
    file = re.match(r"--- \S*?(\w+)\.py", diagnosis.diff)
    other = file[1] if file and diagnosis.kind == "rule" else report.rule
    is_found = diagnosis.layer == "contract" and any(
        one.layer == "formula" and one.diff and one.kind != "rule" for one in report.diagnosis
    )
    if is_found:
        return f"{other} (formula as found)"
    if diagnosis.dialects:
        return f"{other} in {'this dialect' if len(diagnosis.dialects) == 1 else 'these dialects'}"
    return f"{other} (reference)"


def law_summaries(report: Report) -> dict[str, str]:
    """Return what each law requires, by its id, as far as the report says it."""
    return {law.law: law.summary for law in report.certificate.laws if law.summary}


def describe_error_curve(report: Report) -> str:
    """Render the name of the error in charts: that of a pitfall only if one is known."""
    known = any(one.kind == "pitfall" for one in report.diagnosis)
    return "error with the pitfall" if known else "error"


def describe_decided(number: int, undecided: int) -> str:
    """Render how many comparisons were decided, and the share of the others."""
    total = number + undecided
    share = f"{100 * undecided / total:.0f} %" if total else "0 %"
    if undecided and share == "0 %":
        share = "less than 1 %"
    note = " (the rounding bound is too wide there)" if undecided else ""
    return f"{count_comparisons(number)} decided, {share} undecided{note}"


def describe_detected_pitfalls(report: Report) -> str:
    """Render how many known pitfalls of the rule the same scenarios would have detected."""
    known = report.certificate.pitfalls
    of = count_of(known.known, "known pitfall")
    return f"{known.caught} of {of} of {report.rule} would be detected"


def explain_missed_pitfalls(count: int) -> str:
    """Say why so many known pitfalls would not be detected."""
    if count == 1:
        return "it concerns a feature that the optimizer lacks, or no scenario shows it"
    return "they concern features that the optimizer lacks, or no scenario shows them"


def describe_detected_mutants(report: Report) -> str:
    """Render how many one-edit defects of the rule the same scenarios would have detected."""
    known = report.certificate.mutants
    have = "has" if known.equivalent == 1 else "have"
    same = f"{known.equivalent} more {have} the same steps as the rule"
    apart = [same] if known.equivalent else []
    if known.not_applicable:
        apart.append(f"{known.not_applicable} {inapplicable_verb(known.not_applicable)}")
    note = f" ({'; '.join(apart)})" if apart else ""
    rule = name_rule(report)
    of = count_of(known.known, "one-edit defect")
    return f"{known.caught} of {of} of {rule} would be detected{note}"


def render_inapplicable(inapplicable: Sequence[NotApplicable]) -> Iterator[str]:
    """Render the laws that do not apply, one line for each reason."""
    groups: dict[str, list[str]] = {}
    for one in inapplicable:
        groups.setdefault(one.reason, []).append(one.law)
    for reason, names in groups.items():
        yield f"{', '.join(names)} {inapplicable_verb(len(names))}: {reason}"


def inapplicable_verb(count: int) -> str:
    """Render the verb for so many laws."""
    return "does not apply" if count == 1 else "do not apply"
