"""``conformance convert SOURCE TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click
from rich.text import Text

from ..convert import convert as run_convert
from ..records import Conversion
from ..wording import Wording
from .common import CONFORMS, DIVERGES, out, progress_bar, with_exit_code, write
from .wordings import worded


@click.command(short_help="what makes one optimizer follow another?")
@click.argument("source")
@click.argument("target")
@click.option("--rule", help="The rule that both are named for; read from a plain name.")
@worded("source")
@worded("target")
@click.option("--json", "json_path", metavar="FILE", help="Write it there (- for stdout).")
@with_exit_code
def convert(
    source: str,
    target: str,
    rule: str | None,
    source_wording: Wording,
    target_wording: Wording,
    json_path: str | None,
) -> None:
    """Say which arguments make TARGET do what SOURCE does, or that none can, by running both.

    Exit codes: 0 TARGET can follow SOURCE (the conditions are told), 1 in no way that was tried,
    2 wrong use, 3 one of them could not be run.
    """
    with progress_bar(f"{source} as {target}") as progress, redirect_stdout(sys.stderr):
        seen = run_convert(
            source,
            target,
            rule,
            source_wording=source_wording,
            target_wording=target_wording,
            progress=progress,
        )
    if json_path:
        write(json_path, seen.to_json())
    if json_path != "-":
        out().print(told(seen))
    sys.exit(CONFORMS if seen.possible else DIVERGES)


def told(seen: Conversion) -> Text:
    """The arguments, the conditions, and what the two follow."""
    text = Text(f"{seen.target} ")
    text.append(*("follows", "bold green") if seen.possible else ("cannot follow", "bold red"))
    text.append(f" {seen.source}{' with' if seen.possible else ''}\n")
    width = max((len(term.argument) for term in seen.terms), default=0)
    for term in seen.terms:
        text.append(f"  {term.argument:{width}} = {term.expression}\n")
    _append(text, "only where", seen.conditions)
    _append(text, f"as {seen.target} knows nothing else, only where", seen.lacking)
    text.append(f"{_run(seen)}\n", "dim")
    if seen.conditions or not seen.possible:
        text.append(f"{seen.source} follows {seen.source_follows}\n", "dim")
        text.append(f"{seen.target} follows {seen.target_follows}\n", "dim")
    if seen.call:
        text.append(f"for the defaults of {seen.source}:\n  ")
        text.append(seen.call, "bold")
    return text


def _append(text: Text, what: str, conditions: list[str]) -> None:
    if conditions:
        text.append(f"{what}: ")
        text.append("; ".join(conditions), "yellow")
        text.append("\n")


def _run(seen: Conversion) -> str:
    if seen.possible:
        return f"run by both in {seen.cases} cases: {seen.numbers} numbers agree to within rounding"
    return f"run by both in up to {seen.cases} cases: other numbers, flags and conditions do not do"
