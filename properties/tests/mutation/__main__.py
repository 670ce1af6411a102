"""Test the mutants of all modules, or of the given ones, and report the survivors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

from .plan import Plan, equivalents, plan
from .session import CannotTest, Result, run_session
from .verdict import explained, problems, share_killed


def main(arguments: list[str]) -> int:
    """Return the exit status: 0 passed, 1 failed, 2 wrong usage or unusable tests."""
    options = _options(arguments)
    chosen = plan()
    results = []
    try:
        for result in _results(chosen, options):
            print(_line(result), flush=True)
            results.append(result)
    except (ValueError, CannotTest) as problem:
        print(problem, file=sys.stderr)
        return 2
    reasons = equivalents()
    found = problems(results, reasons, chosen.least_killed)
    for line in (*explained(results, reasons), *found):
        print(line)
    print(f"{share_killed(results):.1%} killed; sessions for cr-html: {options.sessions}")
    return bool(found)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("mutation", description=__doc__)
    parser.add_argument("names", nargs="*", help="modules, without folder and .py; all if none")
    parser.add_argument("--jobs", type=int, default=2, help="modules examined at a time")
    parser.add_argument("--every", type=int, default=1, help="test one mutant in so many (1)")
    parser.add_argument("--sessions", type=Path, help="where cosmic-ray's sessions are kept")
    options = parser.parse_args(arguments)
    options.sessions = (options.sessions or Path(mkdtemp())).resolve()
    options.sessions.mkdir(parents=True, exist_ok=True)
    return options


def _results(chosen: Plan, options: argparse.Namespace) -> Iterator[Result]:
    modules = chosen.chosen(options.names)
    with ThreadPoolExecutor(options.jobs) as pool:
        yield from pool.map(
            lambda module: run_session(module, chosen.operators, options.sessions, options.every),
            modules,
        )


def _line(result: Result) -> str:
    mutants = len(result.killed) + len(result.survivors)
    return (
        f"{result.module.path}: {len(result.killed)} of {mutants} mutants killed "
        f"in {result.seconds:.0f} s, {result.clean:.1f} s for a clean run"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
