"""``conformance diff OLD.json NEW.json``."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from ..differences import difference
from ..records import Difference
from ..reports import read_report
from .common import CONFORMS, DIVERGES, out, with_exit_code, write


@click.command(short_help="what has changed between two checks?")
@click.argument("old")
@click.argument("new")
@click.option("--json", "json_path", metavar="FILE", help="Write it there (- for stdout).")
@with_exit_code
def diff(old: str, new: str, json_path: str | None) -> None:
    """Compare two files of check --json: findings that are new, gone or changed.

    Exit codes: 0 nothing new, 1 new or changed findings, 2 wrong use.
    """
    seen = difference(read_report(old), read_report(new))
    if json_path:
        write(json_path, seen.to_json())
    if json_path != "-":
        out().print(told(seen))
    sys.exit(DIVERGES if seen.new or seen.changed else CONFORMS)


def told(seen: Difference) -> Text:
    """The difference in words."""
    before, after = seen.verdicts
    text = Text(f"{seen.before} {before}, {seen.after} {after}\n")
    for law in seen.new:
        text.append(f"  new: {law}\n", "red")
    for law in seen.gone:
        text.append(f"  gone: {law}\n", "green")
    for one in seen.changed:
        text.append(f"  changed: {one.law}: {one.before} -> {one.after}\n", "yellow")
    if not (seen.new or seen.gone or seen.changed):
        text.append("  the same findings\n")
    return text
