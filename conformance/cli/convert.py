"""``conformance convert SOURCE TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click

from ..operations.convert import convert as run_convert
from ..rendering.terminal.conversion import told
from ..targets.options import Wording
from .files import write
from .subject_options import worded
from .terminal import CONFORMS, DIVERGES, out, progress_bar, with_exit_code


@click.command(short_help="Translate the arguments of one optimizer to another.")
@click.argument("source")
@click.argument("target")
@click.option(
    "--rule",
    metavar="NAME",
    help="Rule that both implement. Inferred from the name of SOURCE by default.",
)
@worded("source")
@worded("target")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the result as JSON (-: standard output)."
)
@with_exit_code
def convert(
    source: str,
    target: str,
    rule: str | None,
    source_wording: Wording,
    target_wording: Wording,
    json_path: str | None,
) -> None:
    """Find the arguments with which TARGET gives the same results as SOURCE.

    Both optimizers are run. The answer is a formula for each argument of TARGET, and the conditions
    under which the results agree to within rounding.

    Exit codes: 0 arguments were found, 1 none were found, 2 wrong use, 3 one of the optimizers
    could not be run.
    """
    with progress_bar(f"{source} as {target}") as progress, redirect_stdout(sys.stderr):
        seen = run_convert(
            source,
            target,
            rule,
            source_wording=source_wording,
            target_wording=target_wording,
            progress=progress,
        )
    if json_path:
        write(json_path, seen.to_json())
    if json_path != "-":
        out().print(told(seen), end="")
    sys.exit(CONFORMS if seen.possible else DIVERGES)
