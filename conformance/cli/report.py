"""``conformance report --out DIR``."""

from __future__ import annotations

import sys

import click

from .files import make_folder, write_text
from .job_options import jobs_option
from .progress import progress_bar
from .quiet_option import is_quiet, quiet_option
from .terminal import CONFORMS, DIVERGES, output_console, with_exit_code


@click.command(short_help="Self-test: inject every known bug and detect it.")
@click.option(
    "--out",
    "folder",
    required=True,
    metavar="DIR",
    help="Folder to write the report to; created if necessary.",
)
@click.option(
    "--rule", metavar="FILE:RULE",
    help="Report the one-edit defects of this rule of your own alone: path/file.py:MyRule.",
)  # fmt: skip
@jobs_option
@quiet_option("Show no progress, and print only what failed and the totals.")
@with_exit_code
def report(folder: str, rule: str | None, jobs: int) -> None:
    """Self-test: inject every known bug (pitfall) into optimcore and report what detects it.

    Writes pitfalls.json, pitfalls.md and pitfalls.html to DIR.

    Exit codes: 0 every pitfall is detected, every rule without a pitfall passes, and an optimizer
    that is certainly wrong fails; 1 otherwise; 2 wrong use.
    """
    from rich.text import Text

    from ..rendering.counts import count_comparisons
    from ..rendering.formats import render_as

    make_folder(folder)
    with progress_bar("pitfalls") as progress:
        from ..pitfall_report.own_rule import report_own_rule
        from ..pitfall_report.run import run_report

        record = report_own_rule(rule, progress) if rule else run_report(progress, jobs)
    text = record.to_json()
    write_text(f"{folder}/pitfalls.json", text)
    write_text(f"{folder}/pitfalls.md", render_as("markdown", record))
    write_text(f"{folder}/pitfalls.html", render_as("html", record))
    lines = Text()
    for p in record.pitfalls:
        if p.caught and is_quiet():
            continue
        lines.append("detected " if p.caught else "MISSED   ", "green" if p.caught else "bold red")
        lines.append(f"{p.id}: {', '.join(p.laws[:3])}{', …' if len(p.laws) > 3 else ''}\n")
    for c in record.clean:
        if c.clean and is_quiet():
            continue
        lines.append("passed   " if c.clean else "FAILED   ", "green" if c.clean else "bold red")
        lines.append(f"{c.rule} without a pitfall: {count_comparisons(c.decided)} decided\n")
    for c in record.clean if rule else ():
        if c.mutants:
            lines.append(
                f"caught {c.mutants.caught} of {c.mutants.known} one-edit defects; not seen: "
                f"{', '.join(m.title for m in c.mutants.unseen) or 'none'}; "
                f"{len(c.mutants.equivalent)} equal the rule\n"
            )
    for claim in () if is_quiet() else record.claims:
        colour = {"true": "green", "false": "bold red"}.get(claim.verdict, "yellow")
        lines.append(f"{claim.verdict} ", colour)
        lines.append(f"{claim.claim} {claim.words}\n")
    forced = "fails as expected" if record.forced_failure else "PASSED, so nothing above is valid"
    caught = sum(p.caught for p in record.pitfalls)
    if not rule:
        lines.append(f"{caught} of {len(record.pitfalls)} pitfalls detected\n")
    lines.append(f"an optimizer that is certainly wrong {forced}\n")
    lines.append(f"wrote {folder}/pitfalls.html, pitfalls.md, pitfalls.json")
    output_console().print(lines)
    sys.exit(CONFORMS if record.passed else DIVERGES)
