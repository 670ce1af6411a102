"""``conformance check TARGET``."""

from __future__ import annotations

import gc
import sys
from contextlib import redirect_stdout
from functools import partial
from typing import TYPE_CHECKING

import click

from .check_outputs import stream_output, write_outputs
from .check_project import check_project
from .isolation_options import isolation_options
from .job_options import jobs_option
from .parameters import PositiveInteger, Seed
from .progress import progress_bar
from .project import ARGUMENTS, ConfiguredCommand, ExpectedFailuresFile, load_project
from .quiet_option import quiet_option
from .report_formats import format_option, require_different_files
from .subject_options import subject_options
from .terminal import (
    exit_code_of,
    print_internal_error,
    with_exit_code,
)

if TYPE_CHECKING:
    from ..operations.expected_failures import ExpectedFailures
    from ..targets.options import SubjectOptions
    from ..worker import Isolation


@click.command(cls=ConfiguredCommand, short_help="Check that an optimizer implements a rule.")
@click.argument("target", required=False)
@click.option(
    "--rule",
    metavar="NAME",
    help="Rule that it implements, such as adam, or a rule of your own, as path/file.py:MyRule or "
    "package.module:MyRule. Inferred from the name of TARGET by default.",
)
@format_option("json", "Write the report as JSON (-: standard output).")
@click.option(
    "--seed",
    type=Seed(),
    default=0,
    show_default=True,
    metavar="N",
    help="Random seed; 'random' draws one.",
)
@click.option(
    "--examples", type=PositiveInteger(), default=100, show_default=True, metavar="N",
    help="Random scenarios of the main family.",
)  # fmt: skip
@subject_options()
@click.option(
    "--dialect", "dialects", multiple=True, metavar="ID",
    help="Documented variant of the rule that it follows; repeatable. See conformance list "
    "dialects.",
)  # fmt: skip
@click.option(
    "--python", metavar="PATH",
    help="Python interpreter to run the optimizer in; optimcore need not be installed there.",
)  # fmt: skip
@format_option("html", "Write the report as one HTML page.")
@format_option("markdown", "Write the report as Markdown.")
@format_option(
    "jsonl", "Write a line for each scenario and law as they come, then the report (-: standard "
    "output).",
)  # fmt: skip
@click.option(
    "--resume", metavar="FILE",
    help="Go on from FILE, which --jsonl of an interrupted check wrote, to the same report.",
)  # fmt: skip
@click.option(
    "--capsules", "folder", metavar="DIR",
    help="Write one file for each failed law, for conformance replay.",
)  # fmt: skip
@click.option(
    "--exhaustive", is_flag=True,
    help="Draw all scenarios, although the first ones show that the optimizer disagrees.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Let SHOULD laws decide the verdict too.")
@click.option(
    "--expected-failures", metavar="FILE", type=ExpectedFailuresFile(),
    help="TOML file of laws that fail for a known reason. See conformance baseline.",
)  # fmt: skip
@click.option(
    "-v", "--verbose", is_flag=True,
    help="Print every case, and the lists that are otherwise counted.",
)  # fmt: skip
@quiet_option("Show no progress, and print one line: the verdict and what is wrong.")
@jobs_option
@with_exit_code
@isolation_options
def check(
    target: str | None,
    rule: str | None,
    seed: int,
    examples: int,
    options: SubjectOptions,
    isolation: Isolation,
    dialects: tuple[str, ...],
    python: str | None,
    folder: str | None,
    exhaustive: bool,
    strict: bool,
    expected_failures: ExpectedFailures | None,
    jobs: int,
    verbose: bool,
    resume: str | None,
    jsonl: str | None,
    **paths: str | None,
) -> None:
    """Check that the optimizer TARGET implements a rule.

    Without TARGET, all targets of the configuration are checked: conformance.toml, or the section
    tool.conformance of pyproject.toml.

    TARGET is module:attribute or path/file.py:attribute, which name a class or a function that
    returns an optimizer, or exec:COMMAND, a program that speaks the process protocol.

    Files are written into folders that are created if necessary; - is standard output. An
    interrupted check writes what was judged before.

    Exit codes: 0 conforms, or fails as expected, 1 diverges, or an expected failure is wrong, 2
    wrong use, 3 could not be run or nothing was decided, 4 internal error of the suite; what was
    judged before it is printed.
    """
    if target is None:
        context = click.get_current_context()
        sys.exit(check_project(context, load_project(context.command), context.meta[ARGUMENTS]))
    require_different_files({**paths, "jsonl": jsonl})
    output = stream_output(jsonl)
    write = partial(write_outputs, paths=paths, folder=folder, verbose=verbose, quiet=jsonl == "-")
    with progress_bar(target) as progress, redirect_stdout(sys.stderr):
        from ..operations.check import check as run_check
        from ..operations.interruption import CheckFailed, CheckInterrupted
        from ..operations.stream import open_stream
        from ..process.harnesses import target_in_interpreter

        # What was imported is never garbage: without it, collections take half the time.
        gc.freeze()
        target = target_in_interpreter(python, target) if python else target
        interrupt = None
        try:
            with open_stream(output, resume) as stream:
                report = run_check(
                    target,
                    rule,
                    examples=examples,
                    seed=seed,
                    options=options,
                    dialects=dialects,
                    exhaustive=exhaustive,
                    strict=strict,
                    expected_failures=expected_failures or (),
                    isolation=isolation,
                    jobs=jobs,
                    progress=progress,
                    stream=stream,
                )
        except CheckInterrupted as caught:
            report, interrupt = caught.report, caught
        except CheckFailed as caught:
            report = caught.report
    write(report)
    if interrupt:
        raise interrupt
    if report.internal_error:
        print_internal_error(report.internal_error)
    sys.exit(exit_code_of(report))
