"""``conformance render FILE...``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..errors import WrongUse
from .report_formats import WithFormatOptions, require_different_files, write_formats
from .terminal import output_console, with_exit_code

if TYPE_CHECKING:
    from ..records.check import Report
    from ..records.comparison import Comparison


@click.command(cls=WithFormatOptions, short_help="Convert JSON reports to other formats.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@with_exit_code
def render(files: tuple[str, ...], **paths: str | None) -> None:
    """Convert each FILE, written by check --json or --jsonl, to other formats. Runs no optimizer.

    Several files make one page (HTML or Markdown), on which their optimizers can be compared.
    Without options, Markdown is printed. Exit codes: 0 converted, 2 wrong use, 3 a format of
    another distribution could not be written.
    """
    from ..rendering.formats import render_as

    document = _read_document(files)
    require_different_files(paths)
    if len(files) > 1:
        _require_formats(document, [name for name, path in paths.items() if path])
    write_formats(document, paths)
    if not any(paths.values()):
        output_console().print(render_as("markdown", document), markup=False)


def _read_document(files: tuple[str, ...]) -> Report | Comparison:
    from ..records.comparison import Comparison
    from ..records.storage import read_report

    reports = [read_report(file) for file in files]
    return reports[0] if len(reports) == 1 else Comparison(reports=reports)


def _require_formats(document: Report | Comparison, names: list[str]) -> None:
    """Require that there are formats of these names for several reports.

    Raises:
        WrongUse: There is none of some name.
    """
    from ..rendering.formats import formats_of

    known = formats_of(type(document))
    others = ", ".join(f"--{one}" for one in known if one != "json")
    for name in names:
        if name not in known:
            others = ", ".join(f"--{one}" for one in known if one != "json")
            raise WrongUse(
                f"--{name.replace('_', '-')} is a format of one report, so nothing was written. "
                f"Give one FILE, or one of {others}."
            )
