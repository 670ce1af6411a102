"""``conformance render FILE``."""

from __future__ import annotations

from itertools import combinations

import click

from ..errors import WrongUse
from .report_formats import WithFormatOptions, write_formats
from .terminal import output_console, with_exit_code


@click.command(cls=WithFormatOptions, short_help="Convert a JSON report to HTML or Markdown.")
@click.argument("file")
@with_exit_code
def render(file: str, **paths: str | None) -> None:
    """Convert FILE, written by check --json, to HTML or Markdown. Runs no optimizer.

    Without options, Markdown is printed. Exit codes: 0 converted, 2 wrong use.
    """
    from ..records.storage import read_report
    from ..rendering.formats import render_as

    report = read_report(file)
    given = {name: path for name, path in sorted(paths.items()) if path}
    for one, other in combinations(given, 2):
        if given[one] == given[other]:
            raise WrongUse(
                f"--{one} and --{other} both name {given[one]!r}, so nothing was written. Give two "
                "files."
            )
    write_formats(report, given)
    if not given:
        output_console().print(render_as("markdown", report), markup=False)
