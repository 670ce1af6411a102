"""``conformance render FILE``."""

from __future__ import annotations

import click

from ..errors import WrongUse
from ..records.storage import read_report
from ..rendering.html import check_html, check_markdown
from .files import write
from .terminal import out, with_exit_code


@click.command(short_help="Convert a JSON report to HTML or Markdown.")
@click.argument("file")
@click.option("--html", "html_path", metavar="FILE", help="Write HTML.")
@click.option("--markdown", "markdown_path", metavar="FILE", help="Write Markdown.")
@with_exit_code
def render(file: str, html_path: str | None, markdown_path: str | None) -> None:
    """Convert FILE, written by check --json, to HTML or Markdown. Runs no optimizer.

    Without options, Markdown is printed. Exit codes: 0 converted, 2 wrong use.
    """
    report = read_report(file)
    if html_path and html_path == markdown_path:
        raise WrongUse(
            f"--html and --markdown both name {html_path!r}, so nothing was written. Give two "
            "files."
        )
    if html_path:
        write(html_path, check_html(report))
    if markdown_path:
        write(markdown_path, check_markdown(report))
    if not (html_path or markdown_path):
        out().print(check_markdown(report), markup=False)
