"""One entry of the matrix: an optimizer checked, with the dialects that explain it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from os import devnull

from properties.dialects import dialects

from ..errors import ConformanceError, WrongUse
from ..operations.check import check
from ..operations.script import shown_by_a_script
from ..process.harnesses import placed
from ..records.base import DiagnosisRecord, Options
from ..records.capsule import Capsule, capsule_of
from ..records.check import Report
from ..records.literals import text_of
from ..records.matrix import CellRecord, CellState
from .libraries import Configuration, Library


def cell(library: Library, one: Configuration, examples: int) -> CellRecord:
    """Check an optimizer against the published rule, then with the dialects that explain it."""
    os.environ.update(library.environment)
    with open(devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        return _cell(library.name, one, examples)


def _cell(library: str, one: Configuration, examples: int) -> CellRecord:
    try:
        report = _checked(one, examples, ())
        declared, spoken = _declared(one, examples, report)
    except ConformanceError as error:
        return without_answer(library, one, str(error))
    titles = "; ".join(dialects()[name].title for name in spoken)
    if spoken and declared.verdict == "conforms":
        return _record(library, one, declared, "dialect", titles, report.diagnosis)
    # With dialects applied, the entry reports what remains wrong.
    beside = bool(spoken) and declared.verdict == "diverges"
    judged = declared if beside else report
    words = judged.error or _what(judged)
    told = f"{words} (in addition to: {titles})" if beside else words
    capsule = _capsule(judged, report)
    return _record(library, one, judged, judged.verdict, told, judged.diagnosis, capsule)


def _declared(one: Configuration, examples: int, report: Report) -> tuple[Report, list[str]]:
    """Declare dialects until none explains what remains; return the report and the dialects."""
    spoken: list[str] = []
    while more := [name for name in _spoken(report) if name not in spoken]:
        try:
            report = _checked(one, examples, [*spoken, *more])
        except WrongUse:  # the dialects are incompatible
            break
        spoken += more
    return report, spoken


def _checked(one: Configuration, examples: int, spoken: Sequence[str]) -> Report:
    return check(
        placed(one.target), one.rule, examples=examples, adapter=one.adapter, map=one.map,
        hyper=one.hyper, assume=one.assume, without=one.without, dialects=spoken,
    )  # fmt: skip


def _spoken(report: Report) -> list[str]:
    """The dialects that explain all cases, alone or as part of an explanation."""
    if report.verdict != "diverges":
        return []
    known = {one.id for one in dialects().values() if one.rule == report.rule}
    whole = [named for named in report.diagnosis if named.cases == named.of]
    by_dialects_first = sorted(whole, key=lambda named: named.kind != "dialect")
    parts = [[x for x in named.id.split("+") if x in known] for named in by_dialects_first]
    return next(filter(None, parts), [])


def _what(report: Report) -> str:
    if report.verdict != "diverges":
        return ""
    if report.diagnosis:
        best = report.diagnosis[0]
        return f"{best.title} ({best.cases} of {best.of} cases)"
    return " ".join(report.residual) or f"{report.findings[0].law}: {report.findings[0].message}"


def _record(
    library: str,
    one: Configuration,
    judged: Report,
    state: CellState,
    words: str,
    diagnosis: list[DiagnosisRecord],
    capsule: Capsule | None = None,
) -> CellRecord:
    return CellRecord(
        of_library=library,
        rule=one.rule,
        variant=one.variant,
        target=one.target,
        state=state,
        dialects=judged.options.dialects,
        words=words,
        diagnosis=diagnosis,
        advice=[finding.law for finding in judged.advice],
        decided=judged.certificate.decided,
        options=judged.options,
        capsule=capsule,
    )


def _capsule(judged: Report, published: Report) -> Capsule | None:
    """The capsule of the first finding that a script can show, else of the first finding.

    Findings of the report with dialects come before those of the published rule.
    """
    reports = (judged,) if judged is published else (judged, published)
    capsules = [capsule_of(report, finding) for report in reports for finding in report.findings]
    return next(filter(shown_by_a_script, capsules), capsules[0] if capsules else None)


def without_answer(library: str, one: Configuration, words: str) -> CellRecord:
    """Build the entry of an optimizer that could not be checked."""
    return CellRecord(
        of_library=library,
        rule=one.rule,
        variant=one.variant,
        target=one.target,
        state="errored",
        words=words,
        options=Options(
            adapter=one.adapter,
            map=dict(one.map),
            hyper={name: text_of(value) for name, value in one.hyper.items()},
            assume={name: text_of(value) for name, value in one.assume.items()},
            without=list(one.without),
        ),
    )
