"""``conformance identify TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click
from rich.text import Text

from ..operations.identify import identify as run_identify
from ..records.identity import Identity, Match
from ..targets.options import Wording
from .files import write
from .subject_options import worded
from .terminal import CONFORMS, DIVERGES, out, progress_bar, with_exit_code

# Rules that are printed as the nearest if the optimizer follows none.
NEAREST = 3


@click.command(short_help="Find out which rule an optimizer implements.")
@click.argument("target")
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the result as JSON (-: standard output)."
)
@worded()
@with_exit_code
def identify(target: str, json_path: str | None, wording: Wording) -> None:
    """Find out which rule and dialect the optimizer TARGET implements.

    TARGET is given as to check.

    Exit codes: 0 it implements a known rule, 1 it implements none, 2 wrong use, 3 could not be run.
    """
    with progress_bar(target) as progress, redirect_stdout(sys.stderr):
        seen = run_identify(target, wording=wording, progress=progress)
    if json_path:
        write(json_path, seen.to_json())
    if json_path != "-":
        out().print(told(seen), end="")
    sys.exit(CONFORMS if seen.known else DIVERGES)


def told(seen: Identity) -> Text:
    """Render the rules that the target follows, or the nearest ones."""
    text = Text(f"{seen.target} follows ")
    if not seen.known:
        text.append("no known rule", "bold yellow")
        text.append("; the nearest are:\n")
    for k, match in enumerate(seen.known or seen.matches[:NEAREST]):
        text.append("  " if not seen.known else "or, indistinguishable from it: " if k else "")
        text.append(match.title, "bold")
        text.append(f"{_how(match)}; same results in {match.cases} of {match.of} cases\n")
        indent = "  " if seen.known else "    "
        text.append(f"{indent}hyper-parameters: {_names(match)}\n", "dim")
    return text


def _how(match: Match) -> str:
    libraries = f", as in {', '.join(match.libraries)}" if match.libraries else ""
    return f": {match.words} ({match.how}{libraries})" if match.how else ""


def _names(match: Match) -> str:
    both = [(ours, " and ".join(theirs)) for ours, theirs in match.hyper.items()]
    return ", ".join(o if o == t else f"{o} as {t}" for o, t in both) or "none"
