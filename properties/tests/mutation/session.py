"""Mutation testing of one module: a clean run, a forced failure, and all mutants."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .places import inside, left_alone
from .plan import LEAST_SECONDS, PATIENCE, Module, Mutant

ROOT = Path(__file__).parents[3]
COPIED = ("optimcore", "properties", "conformance", "pyproject.toml")

# The default tests alone: a mutant has to be killed at every change, not once a night.
PYTEST = (
    "-m pytest -x -q --no-header --tb=line "
    "-o 'addopts=--import-mode=importlib --doctest-modules -p properties.tests.default_sample' "
    "-p no:cacheprovider -p no:xdist -p properties.tests.mutation.unshrunk -m 'not campaign'"
)


class CannotTest(Exception):
    """Raised where the tests of a module cannot be used to test its mutants."""


@dataclass(frozen=True)
class Result:
    """The results for one module.

    Attributes:
        survivors: mutants on which the tests passed.
        killed: mutants on which the tests failed or timed out.
        seconds: total duration.
        clean: duration of the tests on the unchanged source.
        whole: whether every mutant was tested, or a sample.
    """

    module: Module
    survivors: tuple[Mutant, ...]
    killed: tuple[Mutant, ...]
    seconds: float
    clean: float
    whole: bool = True


def run_session(module: Module, operators: tuple[str, ...], keep: Path, every: int = 1) -> Result:
    """Test every mutant of a module, or one in ``every``, in a separate copy of the tree.

    Raises:
        CannotTest: the tests fail on the unchanged source, or pass on a file that cannot be
            imported.
    """
    began = time.monotonic()
    with _copy() as tree:
        clean = _clean_run(module, tree)
        _forced_failure(module, tree)
        database = keep / f"{module.path.replace('/', '.')}.sqlite"
        _explore(module, operators, tree, clean, database, every)
        survivors, killed = _outcomes(module, database)
    return Result(module, survivors, killed, time.monotonic() - began, clean, every == 1)


@contextmanager
def _copy() -> Iterator[Path]:
    """Copy the packages. Edits read the source, so two mutants cannot share a copy."""
    with TemporaryDirectory() as name:
        tree = Path(name)
        for part in COPIED:
            if (ROOT / part).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / part, tree / part, ignore=ignored)
            else:
                shutil.copy2(ROOT / part, tree / part)
        yield tree


def _clean_run(module: Module, tree: Path) -> float:
    """Return the duration of a run on the unchanged source, which also compiles the files."""
    _tested(module, tree, PYTHONDONTWRITEBYTECODE="")
    # Python uses a compiled file if its source has the same size and second, as mutants may have.
    Path(cache_from_source(str(tree / module.path))).unlink(missing_ok=True)
    began = time.monotonic()
    done = _tested(module, tree, PYTHONDONTWRITEBYTECODE="1")
    if done.returncode:
        raise CannotTest(
            f"{module.path}: its tests fail on the unchanged source:\n{done.stdout}{done.stderr}"
        )
    return time.monotonic() - began


def _forced_failure(module: Module, tree: Path) -> None:
    """Check that the tests fail if the file cannot be imported, so that they use this file."""
    path = tree / module.path
    source = path.read_text(encoding="utf-8")
    path.write_text("raise AssertionError('forced')\n", encoding="utf-8")
    done = _tested(module, tree, PYTHONDONTWRITEBYTECODE="1")
    path.write_text(source, encoding="utf-8")
    if not done.returncode:
        raise CannotTest(f"{module.path}: its tests pass although the file cannot be imported.")


def _tested(module: Module, tree: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return _run([sys.executable, *shlex.split(f"{PYTEST} {module.tests}")], tree, **env)


def _run(command: list[str], tree: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the command is ours
        command, cwd=tree, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def _explore(
    module: Module, operators: tuple[str, ...], tree: Path, clean: float, database: Path, every: int
) -> None:
    """List the mutants with cosmic-ray, skip those that are excluded, and test the others."""
    config = tree / "session.toml"
    config.write_text(session_config(module, operators, clean), encoding="utf-8")
    _cosmic_ray(tree, "cli", "init", "--force", str(config), str(database))
    _cosmic_ray(tree, "tools.filters.operators_filter", str(database), str(config))
    _skip(module, database, every)
    _cosmic_ray(tree, "cli", "exec", str(config), str(database))


def session_config(module: Module, operators: tuple[str, ...], clean: float) -> str:
    """Return the configuration of a session, which excludes all other operators."""
    # A list of the others would be incomplete after an update of cosmic-ray.
    others = f"(?!core/({'|'.join(operators)})$)"
    command = f"{shlex.quote(sys.executable)} {PYTEST} {module.tests}"
    return "\n".join(
        (
            "[cosmic-ray]",
            f"module-path = {json.dumps(module.path)}",
            f"timeout = {max(LEAST_SECONDS, PATIENCE * clean)}",
            "excluded-modules = []",
            f"test-command = {json.dumps(command)}",
            'distributor.name = "local"',
            f"filters.operators-filter.exclude-operators = [{json.dumps(others)}]",
        )
    )


def _cosmic_ray(tree: Path, program: str, *arguments: str) -> None:
    done = _run([sys.executable, "-m", f"cosmic_ray.{program}", *arguments], tree)
    if done.returncode:
        raise CannotTest(f"cosmic-ray {program} {arguments[0]}: {done.stdout}{done.stderr}")


def _skip(module: Module, database: Path, every: int) -> None:
    """Mark mutants at excluded places and outside the sample as skipped.

    cosmic-ray's filter for ``# pragma: no mutate`` is not used, because it excludes whole lines:
    annotations share their lines with defaults, which are mutated, and the comments would be in
    most signatures and in lines that pitfalls edit.
    """
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    spans = left_alone((ROOT / module.path).read_text(encoding="utf-8"))
    with use_db(str(database), WorkDB.Mode.open) as work:
        items = sorted(work.pending_work_items, key=_place)
        wanted = [
            item.job_id
            for item in items
            for mutation in item.mutations
            if not inside(tuple(mutation.start_pos), spans)
        ]
        chosen = set(wanted[::every])
        skipped = [item.job_id for item in items if item.job_id not in chosen]
        work.set_multiple_results(skipped, WorkResult(WorkerOutcome.SKIPPED))


def _outcomes(module: Module, database: Path) -> tuple[tuple[Mutant, ...], tuple[Mutant, ...]]:
    """Return survivors and killed mutants, in the order of the source.

    ``cr-rate`` is not used, because it counts skipped mutants as killed.
    """
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import TestOutcome, WorkerOutcome

    survivors: list[Mutant] = []
    killed: list[Mutant] = []
    with use_db(str(database), WorkDB.Mode.open) as work:
        for item, result in sorted(work.completed_work_items, key=lambda done: _place(done[0])):
            if result.worker_outcome == WorkerOutcome.SKIPPED:
                continue
            if result.worker_outcome != WorkerOutcome.NORMAL:
                raise CannotTest(f"{module.path}: cosmic-ray failed: {result.output}")
            mutant = mutant_of(module, item.mutations[0].definition_name, result.diff)
            (survivors if result.test_outcome == TestOutcome.SURVIVED else killed).append(mutant)
    return tuple(survivors), tuple(killed)


def _place(item: Any) -> Any:
    mutation = item.mutations[0]
    return mutation.start_pos, mutation.operator_name, mutation.occurrence


def mutant_of(module: Module, within: str | None, diff: str) -> Mutant:
    """Parse the mutant from cosmic-ray's unified diff."""
    changed = diff[diff.index("\n@@") :].splitlines()
    before, after = (
        " ".join(line[1:].strip() for line in changed if line.startswith(sign)).strip()
        for sign in "-+"
    )
    return Mutant(module.path, within or "", before, after)
