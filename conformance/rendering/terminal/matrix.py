"""Render the matrix as a table and remarks for a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from ...records.matrix import CellRecord, CellState, MatrixRecord
from ..matrix_rows import rows

COLOURS: dict[CellState, str] = {
    "conforms": "green", "dialect": "cyan", "diverges": "bold red", "undecided": "yellow",
    "errored": "yellow",
}  # fmt: skip


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
