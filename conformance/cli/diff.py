"""``conformance diff OLD.json NEW.json``."""

from __future__ import annotations

import sys

import click

from .files import write_text
from .terminal import CONFORMS, DIVERGES, print_result, with_exit_code


@click.command(short_help="Compare two JSON reports of check.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the comparison as JSON (-: standard output)."
)
@with_exit_code
def diff(old: str, new: str, json_path: str | None) -> None:
    """Compare OLD and NEW, two files written by check --json.

    Lists the laws whose failures are new, gone or changed.

    Exit codes: 0 nothing new, 1 new or changed failures, 2 wrong use.
    """
    from ..operations.diff import compare_reports
    from ..records.storage import read_report
    from ..rendering.terminal.difference import render_difference

    seen = compare_reports(read_report(old), read_report(new))
    if json_path:
        write_text(json_path, seen.to_json())
    if json_path != "-":
        print_result(render_difference(seen))
    sys.exit(DIVERGES if seen.new or seen.changed else CONFORMS)
