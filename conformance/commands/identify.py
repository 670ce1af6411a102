"""``conformance identify TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click
from rich.text import Text

from ..identify import identify as run_identify
from ..records import Identity, Match
from ..wording import Wording
from .common import CONFORMS, DIVERGES, out, progress_bar, with_exit_code, write
from .wordings import worded

# Rules told as the nearest where none is followed.
NEAREST = 3


@click.command(short_help="which rule does it follow?")
@click.argument("target")
@click.option("--json", "json_path", metavar="FILE", help="Write it there (- for stdout).")
@worded()
@with_exit_code
def identify(target: str, json_path: str | None, wording: Wording) -> None:
    """Say which rule and dialect the optimizer TARGET follows, without any claim.

    Exit codes: 0 it follows a known rule, 1 none, 2 wrong use, 3 could not be run.
    """
    with progress_bar(target) as progress, redirect_stdout(sys.stderr):
        seen = run_identify(target, wording=wording, progress=progress)
    if json_path:
        write(json_path, seen.to_json())
    if json_path != "-":
        out().print(told(seen))
    sys.exit(CONFORMS if seen.known else DIVERGES)


def told(seen: Identity) -> Text:
    """What it is, or what comes nearest."""
    text = Text(f"{seen.target} follows ")
    if not seen.known:
        text.append("no rule known here; the nearest:\n", "bold yellow")
    for match in seen.known or seen.matches[:NEAREST]:
        text.append(f"{match.title}" if seen.known else f"  {match.title}", "bold")
        text.append(f"{_how(match)}, on {match.cases} of {match.of} cases\n")
        text.append(f"  it takes {_names(match)}\n", "dim")
    return text


def _how(match: Match) -> str:
    libraries = f", as in {', '.join(match.libraries)}" if match.libraries else ""
    return f": {match.words} ({match.how}{libraries})" if match.how else ""


def _names(match: Match) -> str:
    both = [(ours, " and ".join(theirs)) for ours, theirs in match.hyper.items()]
    return ", ".join(o if o == t else f"{o} as {t}" for o, t in both) or "no hyper-parameters"
