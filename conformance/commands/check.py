"""``conformance check TARGET``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

import click

from ..capsules import capsules
from ..check import check as run_check
from ..harnesses import of_python
from ..pages import check_html, check_markdown
from ..wording import Wording
from ..words import told
from .common import (
    CANNOT_JUDGE,
    CONFORMS,
    DIVERGES,
    Seed,
    out,
    progress_bar,
    with_exit_code,
    write,
)
from .wordings import worded

CODES = {"conforms": CONFORMS, "diverges": DIVERGES}


@click.command(short_help="judge an optimizer")
@click.argument("target")
@click.option("--rule", help="The rule it claims to follow; read from a plain name.")
@click.option("--json", "json_path", metavar="FILE", help="Write the report there (- for stdout).")
@click.option("--seed", type=Seed(), default=0, show_default=True, help="Of the scenarios.")
@click.option(
    "--examples", type=click.IntRange(1), default=100, show_default=True,
    help="Everyday scenarios to generate.",
)  # fmt: skip
@worded()
@click.option(
    "--dialect", "dialects", multiple=True, metavar="ID",
    help="A documented convention that it follows (see list dialects).",
)  # fmt: skip
@click.option(
    "--python", metavar="PATH",
    help="The interpreter that has the subject; it needs nothing of this suite.",
)  # fmt: skip
@click.option("--html", "html_path", metavar="FILE", help="Write a page for people there.")
@click.option("--markdown", "markdown_path", metavar="FILE", help="Write it as Markdown there.")
@click.option("--capsules", "folder", metavar="DIR", help="Write one replayable file a finding.")
@with_exit_code
def check(
    target: str,
    rule: str | None,
    json_path: str | None,
    seed: int,
    examples: int,
    wording: Wording,
    dialects: tuple[str, ...],
    python: str | None,
    html_path: str | None,
    markdown_path: str | None,
    folder: str | None,
) -> None:
    """Judge the optimizer TARGET: module:attribute, path/file.py:attribute, or exec:COMMAND.

    Exit codes: 0 conforms, 1 diverges, 2 wrong use, 3 could not be run or judged.
    """
    target = of_python(python, target) if python else target
    with progress_bar(target) as progress, redirect_stdout(sys.stderr):
        report = run_check(
            target,
            rule,
            examples=examples,
            seed=seed,
            adapter=wording.adapter,
            map=wording.mapped,
            hyper=wording.fixed,
            assume=wording.assumed,
            without=tuple(wording.without),
            dialects=dialects,
            progress=progress,
        )
    if json_path:
        write(json_path, report.to_json())
    if html_path:
        write(html_path, check_html(report))
    if markdown_path:
        write(markdown_path, check_markdown(report))
    if folder:
        for name, capsule in capsules(report).items():
            write(f"{folder}/{name}.json", capsule)
    if json_path != "-":
        out().print(told(report))
    sys.exit(CODES.get(report.verdict, CANNOT_JUDGE))
