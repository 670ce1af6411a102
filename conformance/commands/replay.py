"""``conformance replay CAPSULE.json``."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from ..capsules import read
from ..errors import WrongUse
from ..records import Capsule
from ..replay import replay as run_replay
from ..scripts import script_of
from .common import CANNOT_JUDGE, CONFORMS, DIVERGES, out, with_exit_code, write


@click.command(short_help="is a finding still there?")
@click.argument("capsule")
@click.option(
    "--script", "script_path", metavar="FILE",
    help="Write a Python script that needs nothing of this suite, instead of replaying.",
)  # fmt: skip
@click.option("--against", metavar="TARGET", help="Replay it on another optimizer.")
@with_exit_code
def replay(capsule: str, script_path: str | None, against: str | None) -> None:
    """Replay the finding in CAPSULE, or every finding of a check's JSON.

    Exit codes: 0 all fixed, 1 still broken or flaky, 2 wrong use, 3 could not be run or judged.
    """
    if script_path:
        write(script_path, script_of(_first(capsule)))
        return
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


def _first(path: str) -> Capsule:
    """The capsule, or the first finding of a report."""
    found = read(path)
    if not found:
        raise WrongUse(f"{path!r} is a report without findings: there is nothing to show.")
    return found[0]
