"""``conformance matrix``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
import msgspec
from rich.table import Table
from rich.text import Text

from ..errors import WrongUse
from ..matrix.join import joined
from ..matrix.run import run_matrix
from ..process.external_program import PREFIX
from ..records.matrix import CellRecord, CellState, MatrixRecord
from ..rendering.html import matrix_html, matrix_markdown
from ..rendering.matrix_rows import rows
from ..rendering.script import script_of, shown_by_a_script
from .files import make_folder, write
from .parameters import Count
from .terminal import out, progress_bar, with_exit_code

COLOURS: dict[CellState, str] = {
    "conforms": "green", "dialect": "cyan", "diverges": "bold red", "undecided": "yellow",
    "errored": "yellow",
}  # fmt: skip


@click.command(short_help="Compare the optimizers of all installed libraries.")
@click.option(
    "--only", multiple=True, metavar="LIBRARY", help="Check only this library; repeatable."
)
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    help="Write JSON, Markdown, HTML, capsules and scripts to this folder.",
)
@click.option(
    "--examples", type=Count(), default=20, show_default=True, metavar="N",
    help="Random scenarios of the main family for each optimizer.",
)  # fmt: skip
@click.option(
    "--join", "parts", multiple=True, metavar="FILE",
    help="Combine matrix.json files of several environments and check nothing; repeatable.",
)  # fmt: skip
@with_exit_code
def matrix(
    only: tuple[str, ...], folder: str | None, examples: int, parts: tuple[str, ...]
) -> None:
    """Check every optimizer of the installed libraries against the rule it is named after.

    Prints a table of rules by libraries. Each entry conforms, conforms with a dialect, or diverges.
    Missing or broken libraries are reported and skipped.

    Exit codes: 0 the table was printed, 2 wrong use.
    """
    if parts:
        record = joined([_read(part) for part in parts])
    else:
        # A long run may be interrupted: the results so far are in the folder.
        keep = partial(_write_json, folder) if folder else _forget
        with progress_bar("matrix") as progress:
            record = run_matrix(only, examples=examples, progress=progress, keep=keep)
    out().print(drawn(record))
    out().print(remarks(record))
    if folder:
        _write(folder, record)


def _read(path: str) -> MatrixRecord:
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=MatrixRecord)
    except (OSError, msgspec.DecodeError) as error:
        raise WrongUse(
            f"--join {path}: {error}, so it cannot be combined with the others. Give a "
            "matrix.json that conformance matrix --out wrote."
        ) from error


def _forget(record: MatrixRecord) -> None:
    """Discard the intermediate result."""


def _write_json(folder: str, record: MatrixRecord) -> None:
    make_folder(folder)
    text = record.to_json()
    write(f"{folder}/matrix.json", text)


def _write(folder: str, record: MatrixRecord) -> None:
    _write_json(folder, record)
    write(f"{folder}/matrix.md", matrix_markdown(record))
    write(f"{folder}/matrix.html", matrix_html(record))
    found = [(c, c.capsule) for c in record.cells if c.capsule]
    if found:
        make_folder(f"{folder}/capsules")
    for one, capsule in found:
        name = f"{folder}/capsules/{_file_name(one)}"
        write(f"{name}.json", capsule.to_json())
        if shown_by_a_script(capsule):
            write(f"{name}.py", script_of(capsule))


def _file_name(c: CellRecord) -> str:
    plain = "" if c.target.startswith(PREFIX) else c.target.rpartition(":")[2]
    words = [c.of_library, c.rule, c.variant or plain]
    name = "-".join("".join(c if c.isalnum() else "-" for c in word) for word in words if word)
    return name.strip("-")  # a leading dash would make it an option


def drawn(record: MatrixRecord) -> Table:
    """Build the table: a row for each rule, a column for each library."""
    judged = [x.name for x in record.libraries if not x.problem]
    table = Table("rule", *judged)
    for rule, variant, cells in rows(record):
        name = f"{rule} ({variant})" if variant else rule
        table.add_row(name, *(_told(cells.get(library)) for library in judged))
    return table


def _told(one: CellRecord | None) -> Text:
    if one is None:
        return Text("")
    words = ", ".join(one.dialects) if one.state == "dialect" else one.state
    return Text(words, COLOURS[one.state])


def remarks(record: MatrixRecord) -> Text:
    """Render what diverges and how, what was skipped, and the versions."""
    text = Text()
    for c in record.cells:
        if c.state not in ("conforms", "dialect"):
            text.append(f"{c.of_library} {c.rule} ({c.variant or c.target}) ")
            text.append(c.state, COLOURS[c.state])
            text.append(f": {c.words}\n")
    for library in record.libraries:
        told = f"skipped: {library.problem}" if library.problem else library.version
        text.append(f"{library.name} {told}\n", "dim")
    return text
