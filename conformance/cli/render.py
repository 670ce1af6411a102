"""``conformance render FILE``."""

from __future__ import annotations

import click

from .report_formats import WithFormatOptions, require_different_files, write_formats
from .terminal import output_console, with_exit_code


@click.command(cls=WithFormatOptions, short_help="Convert a JSON report to another format.")
@click.argument("file")
@with_exit_code
def render(file: str, **paths: str | None) -> None:
    """Convert FILE, written by check --json or --jsonl, to other formats. Runs no optimizer.

    Without options, Markdown is printed. Exit codes: 0 converted, 2 wrong use, 3 a format of
    another distribution could not be written.
    """
    from ..records.storage import read_report
    from ..rendering.formats import render_as

    report = read_report(file)
    require_different_files(paths)
    write_formats(report, paths)
    if not any(paths.values()):
        output_console().print(render_as("markdown", report), markup=False)
