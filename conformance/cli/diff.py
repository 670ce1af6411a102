"""``conformance diff OLD.json NEW.json``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from rich.text import Text

from ..operations.diff import difference
from ..records.difference import Changed, Difference
from ..records.storage import read_report
from .files import write
from .terminal import CONFORMS, DIVERGES, out, with_exit_code


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
    seen = difference(read_report(old), read_report(new))
    if json_path:
        write(json_path, seen.to_json())
    if json_path != "-":
        out().print(told(seen), end="")
    sys.exit(DIVERGES if seen.new or seen.changed else CONFORMS)


def told(seen: Difference) -> Text:
    """Render the difference."""
    before, after = seen.verdicts
    text = Text(f"old: {seen.before} {before}\nnew: {seen.after} {after}\n")
    for law in seen.new:
        text.append(f"  new failure: {law}\n", "red")
    for law in seen.gone:
        text.append(f"  no longer fails: {law}\n", "green")
    for (old, new), laws in _together(seen.changed).items():
        text.append(f"  changed: {', '.join(laws)}\n", "yellow")
        text.append(f"    old: {old}\n    new: {new}\n")
        if old == new:
            text.append("    (the same message in another smallest case)\n")
    if not (seen.new or seen.gone or seen.changed):
        text.append("  no differences in the failed laws\n")
    return text


def _together(changed: Sequence[Changed]) -> dict[tuple[str, str], list[str]]:
    """Group the laws whose messages changed in the same way."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in changed:
        groups.setdefault((one.before, one.after), []).append(one.law)
    return groups
