"""``conformance baseline``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..errors import ConformanceError, WrongUse
from .files import write_text
from .job_options import jobs_option
from .quiet_option import quiet_option
from .terminal import output_console, with_exit_code


@click.command(short_help="Write the laws that fail now as expected failures.")
@click.argument("targets", metavar="[TARGET]...", nargs=-1)
@click.option(
    "--out", metavar="FILE",
    help="File to write; by default conformance-expected.toml beside the configuration, where "
    "check finds it.",
)  # fmt: skip
@jobs_option
@quiet_option()
@with_exit_code
def baseline(targets: tuple[str, ...], out: str | None, jobs: int) -> None:
    """Check the targets of the configuration, or those given; write what fails to a TOML file.

    The diagnosis of each failure is written as its reason, to be edited. Reasons that are in the
    file already are kept; laws that pass now are removed from it.

    Exit codes: 0 written, 2 wrong use, 3 a target could not be run.
    """
    from ..configuration.file import BASELINE
    from ..operations.baseline import merge_baseline, render_baseline
    from ..operations.expected_failures import read_expected_failures
    from .check import check
    from .check_project import prepare, run_checks, target_arguments
    from .project import load_project

    project = load_project(check)
    chosen = targets or tuple(one.text for one in (project.targets if project else ()))
    if not chosen:
        raise WrongUse(
            "no TARGET is given and the configuration lists none, so there is nothing to check. "
            "Name a class, as in torch.optim:Adam."
        )
    context = click.Context(check, info_name="check")
    each = [target_arguments(context, project, target, ()) for target in chosen]
    results = run_checks([prepare(one) | {"expected_failures": ()} for one in each], jobs)
    reports = [one for one in results if not isinstance(one, ConformanceError)]
    for error in (one for one in results if isinstance(one, ConformanceError)):
        raise error
    folder = project.path.parent if project else Path()
    path = Path(out) if out else folder / BASELINE
    known = read_expected_failures(path) if path.is_file() else []
    merged = merge_baseline(known, reports)
    write_text(str(path), render_baseline(merged).rstrip())
    output_console().print(
        f"{path}: {len(merged)} expected failures; {len(set(merged) - set(known))} are new, and "
        f"{len(set(known) - set(merged))} were removed. Edit the reasons.",
        markup=False,
    )
    failed = [one for one in reports if one.error]
    for report in failed:
        output_console().print(f"{report.target} could not be run: {report.error}", markup=False)
    sys.exit(3 if failed else 0)
