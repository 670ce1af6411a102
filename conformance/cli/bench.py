"""``conformance bench {floors,alarms,speed}``."""

from __future__ import annotations

import click

from ..benchmarks.paths import PATHS
from ..errors import WrongUse
from .terminal import output_console, progress_bar, with_exit_code


@click.group(short_help="Benchmarks of the suite itself.")
def bench() -> None:
    """Measure how sensitive the suite is and how fast optimcore is.

    Exit codes: 0 measured, 2 wrong use.
    """


def _select_names(names: tuple[str, ...], known: list[str]) -> list[str]:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise WrongUse(
            f"RULE {unknown[0]!r} is unknown, so it cannot be measured. Give some of: "
            f"{', '.join(known)}."
        )
    return list(names) or known


@bench.command("floors", short_help="Smallest errors that are detected.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@with_exit_code
def detection_limits_command(names: tuple[str, ...]) -> None:
    """Print the smallest error in each hyper-parameter that the built-in scenarios detect.

    Errors are relative and in machine epsilons of float64 and float32. The last column is the
    smallest error that a convergence test detects: a hundred steps on a quadratic, compared with a
    tolerance of 1e-5.
    """
    from rich.table import Table

    from properties.rules.registry import rules

    from ..benchmarks.floors import measure_detection_limits

    table = Table("rule", "hyper-parameter", "float64", "float32", "convergence test")
    for name in _select_names(names, sorted(rules())):
        for row in measure_detection_limits(rules()[name]):
            numbers = (row.float64, row.float32, row.naive_test)
            table.add_row(name, row.hyper, *(f"{v:.3g}" if v else "undetected" for v in numbers))
    output_console().print(table)


@bench.command("alarms", short_help="Look for false alarms on torch's optimizers.")
@click.option(
    "--scenarios",
    default=20_000,
    show_default=True,
    metavar="N",
    help="Random scenarios for each rule and path.",
)
@click.option(
    "--paths",
    default=",".join(PATHS),
    show_default=True,
    metavar="LIST",
    help="Code paths of torch to run.",
)
@click.argument("names", nargs=-1, metavar="[RULE]...")
@with_exit_code
def alarms_command(scenarios: int, paths: str, names: tuple[str, ...]) -> None:
    """Look for false alarms: run torch's optimizers on random scenarios.

    Prints the largest error of each in units of the rounding bound. More than 2 is reported as a
    failure by check, and is either a defect of torch or a false alarm. Needs torch.
    """
    from rich.table import Table

    from ..benchmarks.alarms import OF_TORCH, measure_alarms

    table = Table("rule", "path", "scenarios", "decided", "undecided", "largest error", "where")
    with progress_bar("alarms") as progress:
        jobs = [(n, p) for n in _select_names(names, list(OF_TORCH)) for p in paths.split(",")]
        for row in measure_alarms(jobs, scenarios, progress):
            counted = map(str, (row.scenarios, row.decided, row.undecided))
            table.add_row(row.rule, row.path, *counted, f"{row.ratio:.3g}", row.alarm)
    output_console().print(table)


@bench.command("speed", short_help="Time of a step of optimcore and of torch.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@with_exit_code
def speed_command(names: tuple[str, ...]) -> None:
    """Measure a step of optimcore against torch's code paths, on one thread.

    The columns of torch and the last one give the time of optimcore divided by theirs: below 1,
    optimcore is faster. The last one is for moving the bytes that a step reads and writes. The
    default path of torch on a CPU is the loop. Needs torch; set OMP_NUM_THREADS=1.
    """
    from rich.table import Table

    from ..benchmarks.speed import CASES, measure_speed

    paths = [*PATHS, "bytes moved"]
    table = Table("rule", "dtype", "elements", "optimcore, µs", *paths)
    for row in measure_speed(_select_names(names, list(CASES))):
        others = {**row.torch, "bytes moved": row.moving}
        ratios = [f"{row.optimcore / others[p]:.2f}" if p in others else "" for p in paths]
        table.add_row(row.name, row.dtype, f"{row.size:,}", f"{row.optimcore * 1e6:.1f}", *ratios)
    output_console().print(table)
