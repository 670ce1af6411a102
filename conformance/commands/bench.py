"""``conformance bench {floors,alarms}``."""

from __future__ import annotations

import click
from rich.table import Table

from properties.rules import rules

from ..benchmarks.alarms import OF_TORCH, PATHS, alarms
from ..benchmarks.floors import floors
from ..errors import WrongUse
from .common import out, progress_bar, with_exit_code


@click.group(short_help="what takes long to measure")
def bench() -> None:
    """Measure the suite itself. Exit codes: 0 measured, 2 wrong use."""


def _known(names: tuple[str, ...], known: list[str]) -> list[str]:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise WrongUse(f"There is no rule {unknown[0]!r} to measure. Give some of: {known}.")
    return list(names) or known


@bench.command("floors", short_help="the smallest errors seen")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@with_exit_code
def floors_(names: tuple[str, ...]) -> None:
    """Print the detection floors of the corpus.

    For every hyper-parameter the smallest relative error that is seen, in machine epsilons of
    float64 and float32, beside the smallest that a quiet test sees: a hundred steps on a quadratic,
    compared to 1e-5.
    """
    table = Table("rule", "hyper-parameter", "float64", "float32", "quiet test")
    for name in _known(names, sorted(rules())):
        for row in floors(rules()[name]):
            numbers = (row.float64, row.float32, row.quiet)
            table.add_row(name, row.hyper, *(f"{v:.3g}" if v else "unseen" for v in numbers))
    out().print(table)


@bench.command("alarms", short_help="the largest ratios of torch's optimizers")
@click.option("--scenarios", default=20_000, show_default=True, help="For each rule and path.")
@click.option("--paths", default=",".join(PATHS), show_default=True, help="Which of them.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@with_exit_code
def alarms_(scenarios: int, paths: str, names: tuple[str, ...]) -> None:
    """Print the largest ratio of torch's optimizers over random scenarios.

    A ratio above the threshold is an alarm, true or false. Needs torch.
    """
    table = Table("rule", "path", "scenarios", "decided", "undecided", "largest ratio", "where")
    with progress_bar("alarms") as progress:
        jobs = [(n, p) for n in _known(names, list(OF_TORCH)) for p in paths.split(",")]
        for row in alarms(jobs, scenarios, progress):
            counted = map(str, (row.scenarios, row.decided, row.undecided))
            table.add_row(row.rule, row.path, *counted, f"{row.ratio:.3g}", row.alarm)
    out().print(table)
