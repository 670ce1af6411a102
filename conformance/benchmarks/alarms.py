"""False alarms: ``python -m conformance.benchmarks.alarms [--scenarios N] [RULE ...]``.

Puts torch's optimizers through random scenarios and prints the largest ratio of each rule on each
path; a ratio above the threshold is an alarm, true or false.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import click
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample
from pebble import ProcessPool
from rich.console import Console
from rich.table import Table

from properties.enclosure import enclose
from properties.evidence import THRESHOLD, within
from properties.oracle import CLASSES
from properties.rules import Rule, rules
from properties.scenario import Scenario
from properties.strategies import everyday
from properties.trajectory import Raised, Subject

from ..commands.common import progress_bar
from ..errors import CannotRun
from ..smoke import find_subject
from ..target import resolve

PATHS = ("loop", "foreach", "fused")

# Scenarios that one process is given at a time.
PORTION = 500


@dataclass(frozen=True)
class Portion:
    """What some scenarios showed."""

    scenarios: int
    decided: int
    undecided: int
    ratio: float
    message: str


def portion(name: str, path: str, seed: int, count: int) -> Portion | None:
    """Scenarios of one seed on one path of torch's optimizer; None where there is no such path."""
    fixed = {path: True} if path != "loop" else {"foreach": False}
    try:
        subject, rule = find_subject(
            resolve(f"torch.optim:{CLASSES[name]}"), rules()[name], fixed=fixed
        )
    except CannotRun:
        return None
    seen: list[tuple[int, int, float, str]] = []

    def look(scenario: Scenario) -> bool:
        run = subject.run(scenario)
        if isinstance(run, Raised):
            seen.append((0, 0, float("inf"), str(run)))
        else:
            e = within(scenario, run, enclose(rule, scenario))
            seen.append((e.decided, e.undecided, e.ratio, e.message))
        return False

    _search(rule, subject, look, seed, count)
    worst = max(seen, key=lambda s: s[2])
    return Portion(len(seen), sum(s[0] for s in seen), sum(s[1] for s in seen), worst[2], worst[3])


def _search(
    rule: Rule, subject: Subject, look: Callable[[Scenario], bool], seed: int, count: int
) -> None:
    quiet = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        find(everyday(rule, subject.abilities), look, settings=quiet, random=Random(seed))
    except NoSuchExample:
        return


@click.command()
@click.option("--scenarios", default=20_000, show_default=True, help="For each rule and path.")
@click.option("--paths", default=",".join(PATHS), show_default=True, help="Which of them.")
@click.argument("names", nargs=-1)
def main(scenarios: int, paths: str, names: tuple[str, ...]) -> None:
    """Print the largest ratio of each rule on each path of torch's optimizers."""
    table = Table("rule", "path", "scenarios", "decided", "undecided", "largest ratio", "where")
    jobs = [(name, path) for name in names or CLASSES for path in paths.split(",")]
    with ProcessPool(max_workers=os.cpu_count() or 1) as pool, progress_bar("alarms") as progress:
        futures = {
            job: [
                pool.schedule(portion, args=(*job, seed, min(PORTION, scenarios)))
                for seed in range(max(1, scenarios // PORTION))
            ]
            for job in jobs
        }
        for k, (job, parts) in enumerate(futures.items()):
            progress(" ".join(job), k / len(jobs))
            found = [p for p in (part.result() for part in parts) if p]
            if found:
                table.add_row(*job, *_row(found))
    Console().print(table)


def _row(found: list[Portion]) -> tuple[str, ...]:
    worst = max(found, key=lambda p: p.ratio)
    alarm = worst.message if worst.ratio > THRESHOLD else ""
    total = [sum(getattr(p, what) for p in found) for what in ("scenarios", "decided", "undecided")]
    return (*map(str, total), f"{worst.ratio:.3g}", alarm)


if __name__ == "__main__":
    main()
