"""``conformance convert SOURCE TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import click

from .files import write_text
from .isolation_options import isolation_options
from .progress import progress_bar
from .quiet_option import quiet_option
from .subject_options import subject_options
from .terminal import CONFORMS, DIVERGES, print_result, with_exit_code

if TYPE_CHECKING:
    from ..targets.options import SubjectOptions
    from ..worker import Isolation


@click.command(short_help="Translate the arguments of one optimizer to another.")
@click.argument("source")
@click.argument("target")
@click.option(
    "--rule",
    metavar="NAME",
    help="Rule that both implement, as in check. Inferred from the name of SOURCE by default.",
)
@subject_options("source")
@subject_options("target")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the result as JSON (-: standard output)."
)
@quiet_option()
@with_exit_code
@isolation_options
def convert(
    source: str,
    target: str,
    rule: str | None,
    source_options: SubjectOptions,
    target_options: SubjectOptions,
    isolation: Isolation,
    json_path: str | None,
) -> None:
    """Find the arguments with which TARGET gives the same results as SOURCE.

    Both optimizers are run. The answer is a formula for each argument of TARGET, and the conditions
    under which the results agree to within rounding.

    Exit codes: 0 arguments were found, 1 none were found, 2 wrong use, 3 one of the optimizers
    could not be run.
    """
    with progress_bar(f"{source} as {target}") as progress, redirect_stdout(sys.stderr):
        from ..operations.convert import convert as run_convert

        seen = run_convert(
            source,
            target,
            rule,
            source_options=source_options,
            target_options=target_options,
            isolation=isolation,
            progress=progress,
        )
    from ..rendering.terminal.conversion import render_conversion

    if json_path:
        write_text(json_path, seen.to_json())
    if json_path != "-":
        print_result(render_conversion(seen))
    sys.exit(CONFORMS if seen.possible else DIVERGES)
