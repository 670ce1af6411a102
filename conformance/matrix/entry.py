"""One entry of the matrix: an optimizer checked, with the dialects that explain it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from os import devnull

from ..errors import ConformanceError, WrongUse
from ..operations.check import check
from ..operations.interruption import FAILURE, CheckFailed
from ..operations.script import can_render_script
from ..records.base import DiagnosisRecord, Options
from ..records.capsule import Capsule, make_capsule
from ..records.check import Report
from ..records.literals import format_literal
from ..records.matrix import EntryRecord, EntryState
from ..targets.dialects import is_declarable, title_of_dialect
from .layers import contract_marks, formula_state
from .libraries import Configuration, Library

# What comes before the reason of a configuration.
READ = "Read in its source:"


def check_entry(library: Library, configuration: Configuration, examples: int) -> EntryRecord:
    """Check an optimizer against the published rule, then with the dialects that explain it."""
    os.environ.update(library.environment)
    with open(devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        return _check_configuration(library.name, configuration, examples)


def _check_configuration(library: str, configuration: Configuration, examples: int) -> EntryRecord:
    try:
        report = _run_check(configuration, examples, ())
        declared, applied = _declare_dialects(configuration, examples, report)
    except ConformanceError as error:
        return errored_entry(library, configuration, str(error))
    except CheckFailed as failed:  # the other optimizers are still checked
        last = failed.report.internal_error.strip().rpartition("\n")[2]
        return errored_entry(library, configuration, f"{FAILURE}: {last}")
    titles = "; ".join(title_of_dialect(name) for name in applied)
    if applied and declared.verdict == "conforms":
        return _make_entry(library, configuration, declared, "dialect", titles, report.diagnosis)
    # With dialects applied, the entry reports the remaining failures.
    beside = bool(applied) and declared.verdict == "diverges"
    judged = declared if beside else report
    words = judged.error or _describe_difference(judged)
    description = f"{words} (in addition to: {titles})" if beside else words
    if judged.verdict == "diverges" and configuration.reason:
        description = f"{description.removesuffix('.')}. {READ} {configuration.reason}"
    capsule = _first_capsule(judged, report)
    return _make_entry(
        library, configuration, judged, judged.verdict, description, judged.diagnosis, capsule
    )


def _declare_dialects(
    configuration: Configuration, examples: int, report: Report
) -> tuple[Report, list[str]]:
    """Declare dialects until no further one explains a failure; return the report and the
    dialects."""
    applied: list[str] = []
    while more := [name for name in _explaining_dialects(report) if name not in applied]:
        try:
            report = _run_check(configuration, examples, [*applied, *more])
        except WrongUse:  # the dialects are incompatible
            break
        applied += more
    return report, applied


def _run_check(configuration: Configuration, examples: int, applied: Sequence[str]) -> Report:
    return check(
        configuration.target, configuration.rule, examples=examples,
        adapter=configuration.adapter, map=configuration.map,
        hyper=configuration.hyper, assume=configuration.assume, without=configuration.without,
        dialects=applied,
    )  # fmt: skip


def _explaining_dialects(report: Report) -> list[str]:
    """The dialects that explain all cases, alone or as part of an explanation."""
    if report.verdict != "diverges":
        return []
    whole = [named for named in report.diagnosis if named.cases == named.of]
    by_dialects_first = sorted(whole, key=lambda named: named.kind != "dialect")
    parts = [
        [x for x in named.id.split("+") if is_declarable(x, report.rule)]
        for named in by_dialects_first
    ]
    return next(filter(None, parts), [])


def _describe_difference(report: Report) -> str:
    if report.verdict != "diverges":
        return ""
    if report.diagnosis:
        best = report.diagnosis[0]
        return f"{best.title} ({best.cases} of {best.of} cases)"
    return " ".join(report.residual) or f"{report.findings[0].law}: {report.findings[0].message}"


def _make_entry(
    library: str,
    configuration: Configuration,
    judged: Report,
    state: EntryState,
    words: str,
    diagnosis: list[DiagnosisRecord],
    capsule: Capsule | None = None,
) -> EntryRecord:
    return EntryRecord(
        of_library=library,
        rule=configuration.rule,
        variant=configuration.variant,
        target=configuration.target,
        state=state,
        dialects=judged.options.dialects,
        words=words,
        formula=formula_state(judged, state),
        contract=contract_marks(judged),
        diagnosis=diagnosis,
        advice=[finding.law for finding in judged.advice],
        decided=judged.certificate.decided,
        options=judged.options,
        capsule=capsule,
    )


def _first_capsule(judged: Report, published: Report) -> Capsule | None:
    """The capsule of the first finding that a script can show, else of the first finding.

    Findings of the report with dialects come before those of the published rule.
    """
    reports = (judged,) if judged is published else (judged, published)
    capsules = [make_capsule(report, finding) for report in reports for finding in report.findings]
    return next(filter(can_render_script, capsules), capsules[0] if capsules else None)


def errored_entry(library: str, configuration: Configuration, words: str) -> EntryRecord:
    """Build the entry of an optimizer that could not be checked."""
    return EntryRecord(
        of_library=library,
        rule=configuration.rule,
        variant=configuration.variant,
        target=configuration.target,
        state="errored",
        words=words,
        options=Options(
            adapter=configuration.adapter,
            map=dict(configuration.map),
            hyper={name: format_literal(value) for name, value in configuration.hyper.items()},
            assume={name: format_literal(value) for name, value in configuration.assume.items()},
            without=list(configuration.without),
        ),
    )
