"""``conformance render FILE``."""

from __future__ import annotations

import click

from ..errors import WrongUse
from ..pages import check_html, check_markdown
from ..reports import read_report
from .common import out, with_exit_code, write


@click.command(short_help="a page for people of a check's JSON")
@click.argument("file")
@click.option("--html", "html_path", metavar="FILE", help="Write the page there.")
@click.option("--markdown", "markdown_path", metavar="FILE", help="Write Markdown there.")
@with_exit_code
def render(file: str, html_path: str | None, markdown_path: str | None) -> None:
    """Draw what conformance check --json wrote to FILE; without options as Markdown here.

    Nothing is run again. Exit codes: 0 drawn, 2 wrong use.
    """
    report = read_report(file)
    if html_path and html_path == markdown_path:
        raise WrongUse(f"--html and --markdown both name {html_path!r}. Give two files.")
    if html_path:
        write(html_path, check_html(report))
    if markdown_path:
        write(markdown_path, check_markdown(report))
    if not (html_path or markdown_path):
        out().print(check_markdown(report), markup=False)
