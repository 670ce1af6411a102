"""``conformance identify TARGET``."""

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


@click.command(short_help="Find out which rule an optimizer implements.")
@click.argument("target")
@click.option(
    "--rule", metavar="FILE:RULE",
    help="Rule of your own to compare with as well: path/file.py:MyRule or package.module:MyRule.",
)  # fmt: skip
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the result as JSON (-: standard output)."
)
@subject_options()
@quiet_option()
@with_exit_code
@isolation_options
def identify(
    target: str,
    rule: str | None,
    json_path: str | None,
    options: SubjectOptions,
    isolation: Isolation,
) -> None:
    """Find out which rule and dialect the optimizer TARGET implements.

    TARGET is given as to check.

    Exit codes: 0 it implements a known rule, 1 it implements none, 2 wrong use, 3 could not be run.
    """
    with progress_bar(target) as progress, redirect_stdout(sys.stderr):
        from ..operations.identify import identify as run_identify

        seen = run_identify(
            target, rule=rule, options=options, isolation=isolation, progress=progress
        )
    from ..rendering.terminal.identity import render_identity

    if json_path:
        write_text(json_path, seen.to_json())
    if json_path != "-":
        print_result(render_identity(seen))
    sys.exit(CONFORMS if seen.known else DIVERGES)
