"""``matrix``: the optimizers of every installed library, judged by the rules of their names."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import redirect_stdout
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from os import devnull

from pebble import ProcessExpired

from properties.dialects import dialects

from .capsules import capsule_of
from .check import Progress, check, silent, versions
from .errors import ConformanceError, WrongUse
from .harnesses import built
from .libraries import Configuration, Library, libraries
from .literals import text_of
from .program import Program
from .records import (
    Capsule,
    CellRecord,
    CellState,
    DiagnosisRecord,
    LibraryRecord,
    MatrixRecord,
    Options,
    Report,
)
from .scripts import shown_by_a_script
from .workers import one_on_each_core

# Seconds until an optimizer counts as one that could not be judged.
PATIENCE = 1800

# Optimizers that one process judges, so that no library's memory piles up.
TASKS = 12


def run_matrix(
    only: Collection[str] = (),
    *,
    examples: int = 20,
    progress: Progress = silent,
    keep: Callable[[MatrixRecord], None] = lambda record: None,
) -> MatrixRecord:
    """Judge every installed library, or those named.

    Args:
        only: names of libraries; all if there are none.
        examples: everyday scenarios for each optimizer.
        progress: called with what is being done and which part of it is done.
        keep: called after each optimizer with all that is known by then.

    Raises:
        WrongUse: a name in ``only`` is no library of the matrix.
    """
    chosen = _chosen(only)
    seen = [_library(library) for library in chosen]
    there = {record.name for record in seen if not record.problem}
    jobs = [(x, c) for x in chosen if x.name in there for c in x.configurations]
    cells: list[CellRecord] = []
    for judged in _judged(jobs, examples, progress):
        cells.append(judged)
        keep(MatrixRecord(libraries=seen, cells=list(cells), versions=versions()))
    return MatrixRecord(libraries=seen, cells=cells, versions=versions())


def joined(parts: Sequence[MatrixRecord]) -> MatrixRecord:
    """Matrices of several environments as one; a library is told by the part that judged it."""
    records: dict[str, LibraryRecord] = {}
    for record in (r for part in parts for r in part.libraries):
        if record.name not in records or records[record.name].problem:
            records[record.name] = record
    cells = {(c.of_library, c.rule, c.variant, c.target): c for part in parts for c in part.cells}
    shared = [part.versions for part in parts]
    return MatrixRecord(
        libraries=sorted(records.values(), key=lambda r: r.name),
        cells=list(cells.values()),
        versions={k: v for k, v in shared[0].items() if all(s.get(k) == v for s in shared)},
    )


def _chosen(only: Collection[str]) -> list[Library]:
    known = libraries()
    unknown = [name for name in only if name not in known]
    if unknown:
        raise WrongUse(
            f"There is no library {unknown[0]!r} in the matrix. Give --only some of: "
            f"{', '.join(known)}."
        )
    return [library for name, library in known.items() if not only or name in only]


def _library(library: Library) -> LibraryRecord:
    """Its version; importing it is left to the process that judges it."""
    record = LibraryRecord(name=library.name, install=list(library.install))
    if library.program:
        there = (built() / library.program).exists()
        needed = " && ".join(library.install)
        return (
            _with(record, version=_told_version(library))
            if there
            else _with(record, problem=f"it is not built in {built()}: {needed}")
        )
    if find_spec(library.imported) is None:
        needed = " ".join(library.install)
        return _with(record, problem=f"it is not installed here: pip install {needed}")
    return _with(record, version=_version(library))


def _with(record: LibraryRecord, *, version: str | None = None, problem: str = "") -> LibraryRecord:
    return LibraryRecord(name=record.name, version=version, problem=problem, install=record.install)


def _told_version(library: Library) -> str:
    """What a program says of its version."""
    try:
        told = Program.of(placed(library.configurations[0].target)).hello.versions
    except ConformanceError:
        return "unknown"
    return told.get(library.imported, next(iter(told.values()), "unknown"))


def placed(target: str) -> str:
    """A target with the folder of harnesses in its place."""
    return target.replace("{harnesses}", str(built()))


def _version(library: Library) -> str:
    for name in (library.name, library.imported):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return str(getattr(import_module(library.imported), "__version__", "unknown"))


def _judged(
    jobs: Sequence[tuple[Library, Configuration]], examples: int, progress: Progress
) -> Iterable[CellRecord]:
    with one_on_each_core(TASKS) as pool:
        futures = [pool.schedule(cell, args=(*job, examples), timeout=PATIENCE) for job in jobs]
        for k, ((of, one), future) in enumerate(zip(jobs, futures, strict=True)):
            library = of.name
            progress(f"{library}: {one.target}", k / len(jobs))
            try:
                yield future.result()
            except TookTooLong:
                yield _without_answer(library, one, f"no answer within {PATIENCE} seconds")
            except ProcessExpired as end:
                yield _without_answer(
                    library, one, f"it ended the process that judged it, exit code {end.exitcode}"
                )


def cell(library: Library, one: Configuration, examples: int) -> CellRecord:
    """One optimizer judged: as published, and where a dialect explains it, in that dialect."""
    os.environ.update(library.environment)
    with open(devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        return _cell(library.name, one, examples)


def _cell(library: str, one: Configuration, examples: int) -> CellRecord:
    try:
        report = _checked(one, examples, ())
        declared, spoken = _declared(one, examples, report)
    except ConformanceError as error:
        return _without_answer(library, one, str(error))
    titles = "; ".join(dialects()[name].title for name in spoken)
    if spoken and declared.verdict == "conforms":
        return _record(library, one, declared, "dialect", titles, report.diagnosis)
    # What is wrong beside a convention is told, and shown, beside it.
    beside = bool(spoken) and declared.verdict == "diverges"
    judged = declared if beside else report
    words = judged.error or _what(judged)
    told = f"{words} (beside: {titles})" if beside else words
    capsule = _capsule(judged, report)
    return _record(library, one, judged, judged.verdict, told, judged.diagnosis, capsule)


def _declared(one: Configuration, examples: int, report: Report) -> tuple[Report, list[str]]:
    """The report with the dialects declared that explain it, and those that explain the rest."""
    spoken: list[str] = []
    while more := [name for name in _spoken(report) if name not in spoken]:
        try:
            report = _checked(one, examples, [*spoken, *more])
        except WrongUse:  # they contradict each other
            break
        spoken += more
    return report, spoken


def _checked(one: Configuration, examples: int, spoken: Sequence[str]) -> Report:
    return check(
        placed(one.target), one.rule, examples=examples, adapter=one.adapter, map=one.map,
        hyper=one.hyper, assume=one.assume, without=one.without, dialects=spoken,
    )  # fmt: skip


def _spoken(report: Report) -> list[str]:
    """The dialects that explain all that diverges, or have a part in what explains it."""
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
    """Of the finding that a script can show by itself, if there is one; else of the first.

    Where no script shows what is wrong beside the conventions, they stand for it.
    """
    reports = (judged,) if judged is published else (judged, published)
    capsules = [capsule_of(report, finding) for report in reports for finding in report.findings]
    return next(filter(shown_by_a_script, capsules), capsules[0] if capsules else None)


def _without_answer(library: str, one: Configuration, words: str) -> CellRecord:
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
