"""``matrix``: check the optimizers of every installed library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from pebble import ProcessExpired

from properties.engine.progress import Progress, ignore_progress

from ..errors import ConformanceError, WrongUse
from ..operations.report_parts import collect_versions
from ..process.external_program import Program
from ..process.harnesses import harness_folder
from ..process_pool import open_process_pool
from ..records.matrix import EntryRecord, LibraryRecord, MatrixRecord
from .entry import check_entry, errored_entry
from .libraries import Configuration, Library, libraries

# Timeout of an optimizer in seconds.
PATIENCE = 1800

# Optimizers that one process checks before it is replaced, to limit its memory.
TASKS = 12


def run_matrix(
    only: Collection[str] = (),
    *,
    examples: int = 20,
    processes: int | None = None,
    progress: Progress = ignore_progress,
    keep: Callable[[MatrixRecord], None] = lambda record: None,
) -> MatrixRecord:
    """Check the optimizers of all installed libraries, or of those named.

    Args:
        only: Names of libraries; empty for all.
        examples: Random scenarios of the main family for each optimizer.
        processes: Number of optimizers that are checked at a time; by default the number of cores.
        progress: Called with the name of the current optimizer and the fraction that is done.
        keep: Called after each optimizer with all results so far.

    Raises:
        WrongUse: A name in ``only`` is not a known library.
    """
    chosen = _select_libraries(only)
    seen = [_record_library(library) for library in chosen]
    there = {record.name for record in seen if not record.problem}
    jobs = [(x, c) for x in chosen if x.name in there for c in x.configurations]
    cells: list[EntryRecord] = []
    for judged in _check_jobs(jobs, examples, processes, progress):
        cells.append(judged)
        keep(MatrixRecord(libraries=seen, cells=list(cells), versions=collect_versions()))
    return MatrixRecord(libraries=seen, cells=cells, versions=collect_versions())


def _select_libraries(only: Collection[str]) -> list[Library]:
    known = libraries()
    unknown = [name for name in only if name not in known]
    if unknown:
        raise WrongUse(
            f"--only {unknown[0]}: the library is unknown, so it cannot be checked. Give some of: "
            f"{', '.join(known)}."
        )
    return [library for name, library in known.items() if not only or name in only]


def _record_library(library: Library) -> LibraryRecord:
    """Record the version of a library without importing it."""
    record = LibraryRecord(name=library.name, install=list(library.install))
    if library.program:
        there = (harness_folder() / library.program).exists()
        needed = " && ".join(library.install)
        return (
            _set_version(record, version=_ask_program_version(library))
            if there
            else _set_version(record, problem=f"not built in {harness_folder()}: {needed}")
        )
    if find_spec(library.imported) is None:
        needed = " ".join(library.install)
        return _set_version(record, problem=f"not installed: pip install {needed}")
    return _set_version(record, version=_installed_version(library))


def _set_version(
    record: LibraryRecord, *, version: str | None = None, problem: str = ""
) -> LibraryRecord:
    return LibraryRecord(name=record.name, version=version, problem=problem, install=record.install)


def _ask_program_version(library: Library) -> str:
    """Ask a program for its version."""
    try:
        versions = Program.from_target(library.configurations[0].target).hello.versions
    except ConformanceError:
        return "unknown"
    return versions.get(library.imported, next(iter(versions.values()), "unknown"))


def _installed_version(library: Library) -> str:
    for name in (library.name, library.imported):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return str(getattr(import_module(library.imported), "__version__", "unknown"))


def _check_jobs(
    jobs: Sequence[tuple[Library, Configuration]],
    examples: int,
    processes: int | None,
    progress: Progress,
) -> Iterable[EntryRecord]:
    with open_process_pool(processes, TASKS) as pool:
        futures = [
            pool.schedule(check_entry, args=(*job, examples), timeout=PATIENCE) for job in jobs
        ]
        for (of, one), future in zip(jobs, futures, strict=True):
            library = of.name
            progress(f"{library}: {one.target}", sum(f.done() for f in futures) / len(jobs))
            try:
                yield future.result()
            except TookTooLong:
                yield errored_entry(library, one, f"no answer within {PATIENCE} seconds")
            except ProcessExpired as end:
                yield errored_entry(
                    library, one, f"it terminated its process with exit code {end.exitcode}"
                )
    progress("done", 1.0)
