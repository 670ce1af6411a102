"""Render the matrix as a table and remarks for a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from ...records.matrix import EntryRecord, EntryState, MatrixRecord
from ..matrix_rows import sort_entries

COLOURS: dict[EntryState, str] = {
    "conforms": "green", "dialect": "cyan", "diverges": "bold red", "undecided": "yellow",
    "errored": "yellow",
}  # fmt: skip


def render_table(record: MatrixRecord) -> Table:
    """Build the table: a row for each rule, a column for each library."""
    judged = [x.name for x in record.libraries if not x.problem]
    table = Table("rule", *judged)
    for rule, variant, cells in sort_entries(record):
        name = f"{rule} ({variant})" if variant else rule
        table.add_row(name, *(_render_entry(cells.get(library)) for library in judged))
    return table


def _render_entry(entry: EntryRecord | None) -> Text:
    if entry is None:
        return Text("")
    words = ", ".join(entry.dialects) if entry.state == "dialect" else entry.state
    return Text(words, COLOURS[entry.state])


def render_remarks(record: MatrixRecord) -> Text:
    """Render what diverges and how, what was skipped, and the versions."""
    text = Text()
    for c in record.cells:
        if c.state not in ("conforms", "dialect"):
            text.append(f"{c.of_library} {c.rule} ({c.variant or c.target}) ")
            text.append(c.state, COLOURS[c.state])
            text.append(f": {c.words}\n")
    for library in record.libraries:
        status = f"skipped: {library.problem}" if library.problem else library.version
        text.append(f"{library.name} {status}\n", "dim")
    return text
