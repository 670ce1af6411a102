"""``conformance bench {floors,alarms,speed,step,growth}``."""

from __future__ import annotations

import click

from ..benchmarks.paths import PATHS
from ..errors import WrongUse
from .files import write_text
from .progress import progress_bar
from .quiet_option import quiet_option
from .terminal import output_console, with_exit_code


@click.group(short_help="Benchmarks of the suite itself.")
def bench() -> None:
    """Measure how sensitive and how fast the suite is, and how fast optimcore is.

    Exit codes: 0 measured, 2 wrong use.
    """


def _select_names(names: tuple[str, ...], known: list[str], what: str = "RULE") -> list[str]:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise WrongUse(
            f"{what} {unknown[0]!r} is unknown, so it cannot be measured. Give some of: "
            f"{', '.join(known)}."
        )
    return list(names) or known


@bench.command("floors", short_help="Smallest errors that are detected.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@quiet_option()
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
    chosen = _select_names(names, sorted(rules()))
    with progress_bar("floors") as progress:
        for k, name in enumerate(chosen):
            progress(name, k / len(chosen))
            for row in measure_detection_limits(rules()[name]):
                numbers = (row.float64, row.float32, row.naive_test)
                cells = (f"{v:.3g}" if v else "undetected" for v in numbers)
                table.add_row(name, row.hyper, *cells)
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
@quiet_option()
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


@bench.command("step", short_help="Time of a step of optimcore and of torch.")
@click.argument("names", nargs=-1, metavar="[RULE]...")
@quiet_option()
@with_exit_code
def step_command(names: tuple[str, ...]) -> None:
    """Measure a step of optimcore against torch's code paths, on one thread.

    The columns of torch and the last one give the time of optimcore divided by theirs: below 1,
    optimcore is faster. The last one is for moving the bytes that a step reads and writes. The
    default path of torch on a CPU is the loop. Needs torch; set OMP_NUM_THREADS=1.
    """
    from rich.table import Table

    from ..benchmarks.steps import CASES, measure_steps

    paths = [*PATHS, "bytes moved"]
    table = Table("rule", "dtype", "elements", "optimcore, µs", *paths)
    chosen = _select_names(names, list(CASES))
    with progress_bar("steps") as progress:
        for row in measure_steps(chosen):
            progress(row.name, chosen.index(row.name) / len(chosen))
            others = {**row.torch, "bytes moved": row.moving}
            ratios = [f"{row.optimcore / others[p]:.2f}" if p in others else "" for p in paths]
            microseconds = f"{row.optimcore * 1e6:.1f}"
            table.add_row(row.name, row.dtype, f"{row.size:,}", microseconds, *ratios)
    output_console().print(table)


@bench.command("speed", short_help="What a check costs.")
@click.option(
    "--examples", default=100, show_default=True, metavar="N", help="As for conformance check."
)
@click.option("--in-process", is_flag=True, help="Run all subjects without a worker process.")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the costs as JSON (-: standard output)."
)
@click.argument("names", nargs=-1, metavar="[SUBJECT]...")
@quiet_option()
@with_exit_code
def speed_command(
    names: tuple[str, ...], examples: int, in_process: bool, json_path: str | None
) -> None:
    """Measure the CPU of the check of right and wrong optimizers, each in a new process.

    Imports are not measured. Steps are the CPU that the steps of the optimizer take in its check.
    "/ steps", "/ torch-adam" and "/ torch's tests" are the CPU of the check divided by that of its
    steps, of the check of torch's Adam, and of PyTorch's generic tests of the same class, which
    need torch and expecttest. The subjects are torch-adam, torch-sgd, torch-adamw, numpy-adam,
    optimcore-adam, torch-eps-inside-root, torch-full-second-moment, torch-betas-of-construction,
    optax-adam and optax-eps-inside-root; by default those whose libraries are installed.
    """
    from ..benchmarks.cost import SpeedRecord
    from ..benchmarks.speed import SUBJECTS, installed_subjects, measure_costs
    from ..operations.report_parts import collect_versions
    from .speed_table import speed_table

    chosen = _select_names(names, list(SUBJECTS), "SUBJECT") if names else installed_subjects()
    costs = []
    with progress_bar("speed") as progress:
        for cost in measure_costs(chosen, examples, in_process):
            costs.append(cost)
            progress(cost.name, len(costs) / len(chosen))
    if json_path:
        record = SpeedRecord(examples=examples, costs=costs, versions=collect_versions())
        write_text(json_path, record.to_json())
    if json_path != "-":
        output_console().print(speed_table(costs))


@bench.command("growth", short_help="How the cost of a check grows.")
@click.option("--out", "path", metavar="FILE", help="Write a chart as SVG.")
@click.argument("names", nargs=-1, metavar="[QUANTITY]...")
@quiet_option()
@with_exit_code
def growth_command(names: tuple[str, ...], path: str | None) -> None:
    """Measure how the CPU of a check of optimcore's Adam grows with what is checked.

    The quantities are laws, scenarios, parameters, elements and steps. The exponent is the power
    of the size with which the cost grows: 1 is linear.
    """
    from rich.table import Table

    from ..benchmarks.growth import MEASURES, measure_growth

    table = Table("quantity", "sizes", "CPU, s", "exponent")
    curves = {}
    with progress_bar("growth") as progress:
        chosen = _select_names(names, list(MEASURES), "QUANTITY")
        for k, growth in enumerate(measure_growth(chosen)):
            progress(growth.quantity, (k + 1) / len(chosen))
            sizes, seconds = (
                " ".join(f"{v:.3g}" for v in values) for values in (growth.sizes, growth.seconds)
            )
            table.add_row(growth.quantity, sizes, seconds, f"{growth.exponent:.2f}")
            curves[growth.quantity] = list(zip(growth.sizes, growth.seconds, strict=True))
    if path:
        from ..rendering.charts.growth_chart import render_growth_chart

        write_text(path, render_growth_chart(curves))
    output_console().print(table)
