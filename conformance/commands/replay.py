"""``conformance replay CAPSULE.json``."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from ..capsules import read
from ..replay import replay as run_replay
from .common import CANNOT_JUDGE, CONFORMS, DIVERGES, out, with_exit_code


@click.command(short_help="is a finding still there?")
@click.argument("capsule")
@click.option("--against", metavar="TARGET", help="Replay it on another optimizer.")
@with_exit_code
def replay(capsule: str, against: str | None) -> None:
    """Replay the finding in CAPSULE, or every finding of a check's JSON.

    Exit codes: 0 all fixed, 1 still broken or flaky, 2 wrong use, 3 could not be run or judged.
    """
    found = [run_replay(one, against) for one in read(capsule)]
    for one in found:
        text = Text(f"{one.state} ", "bold green" if one.state == "FIXED" else "bold red")
        out().print(text.append(f"{one.capsule.law} on {one.target} {one.message}", "default"))
    if not found:
        out().print("nothing to replay: the report has no findings")
    states = {one.state for one in found}
    if states & {"STILL BROKEN", "FLAKY"}:
        sys.exit(DIVERGES)
    sys.exit(CONFORMS if states <= {"FIXED"} else CANNOT_JUDGE)
