"""``conformance report --out DIR``."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from ..pages import pitfalls_html, pitfalls_markdown
from ..report import run_report
from .common import CONFORMS, DIVERGES, make_folder, out, progress_bar, with_exit_code, write


@click.command(short_help="plant every pitfall and see it caught")
@click.option("--out", "folder", required=True, metavar="DIR", help="Where to write the report.")
@with_exit_code
def report(folder: str) -> None:
    """Plant every known pitfall in optimcore and write what catches it to DIR.

    Writes pitfalls.json, pitfalls.md and pitfalls.html. Exit codes: 0 every pitfall is caught,
    every clean rule is clean and a forced failure fails; 1 otherwise; 2 wrong use.
    """
    make_folder(folder)
    with progress_bar("pitfalls") as progress:
        record = run_report(progress)
    text = record.to_json()
    write(f"{folder}/pitfalls.json", text)
    write(f"{folder}/pitfalls.md", pitfalls_markdown(record))
    write(f"{folder}/pitfalls.html", pitfalls_html(record))
    lines = Text()
    for p in record.pitfalls:
        lines.append("caught " if p.caught else "MISSED ", "green" if p.caught else "bold red")
        lines.append(f"{p.id}: {', '.join(p.laws[:3])}{', …' if len(p.laws) > 3 else ''}\n")
    for c in record.clean:
        lines.append("clean  " if c.clean else "BROKEN ", "green" if c.clean else "bold red")
        lines.append(f"{c.rule} without a pitfall: {c.decided} comparisons decided\n")
    for claim in record.claims:
        colour = {"true": "green", "false": "bold red"}.get(claim.verdict, "yellow")
        lines.append(f"{claim.verdict} ", colour)
        lines.append(f"{claim.claim} {claim.words}\n")
    forced = "fails, as it must" if record.forced_failure else "PASSED"
    caught = sum(p.caught for p in record.pitfalls)
    lines.append(f"{caught} of {len(record.pitfalls)} pitfalls caught; a forced failure {forced}\n")
    lines.append(f"written: {folder}/pitfalls.html, pitfalls.md, pitfalls.json")
    out().print(lines)
    sys.exit(CONFORMS if record.passed else DIVERGES)
