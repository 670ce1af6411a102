"""Render the matrix as a table and remarks for a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from ...records.matrix import EntryRecord, EntryState, MatrixRecord
from ..matrix_rows import (
    SHARED,
    Shared,
    describe_formula,
    describe_marks,
    describe_remarks,
    formula_of,
    shared_marks,
    sort_entries,
)

COLOURS: dict[EntryState, str] = {
    "conforms": "green", "dialect": "cyan", "diverges": "bold red", "undecided": "yellow",
    "errored": "yellow",
}  # fmt: skip


def render_table(record: MatrixRecord) -> Table:
    """Build the table: a row for each rule, a column for each library."""
    judged = [x.name for x in record.libraries if not x.problem]
    table = Table("rule", *judged)
    shared = shared_marks(record)
    for rule, variant, cells in sort_entries(record):
        name = f"{rule} ({variant})" if variant else rule
        table.add_row(name, *(_render_entry(cells.get(library), shared) for library in judged))
    return table


def _render_entry(entry: EntryRecord | None, shared: Shared) -> Text:
    if entry is None:
        return Text("")
    text = Text(describe_formula(entry), COLOURS[formula_of(entry)])
    marks = describe_marks(entry, shared)
    return text.append(f" {marks}", "yellow") if marks else text


def render_remarks(record: MatrixRecord) -> Text:
    """Render what diverges and how, what was skipped, and the versions."""
    text = Text()
    if any(entry.contract for entry in record.cells):
        text.append(
            "A word is about the formula. +1: one difference in the contract, such as groups or "
            f"saved state; {SHARED}: differences that all optimizers of the library share.\n"
        )
    for name, marks in shared_marks(record).items():
        for mark in marks:
            text.append(f"{SHARED} {name}, every optimizer: {mark.words}\n")
    for c, sentences in describe_remarks(record):
        text.append(f"{c.of_library} {c.rule} ({c.variant or c.target}) ")
        text.append(describe_formula(c), COLOURS[formula_of(c)])
        text.append(f": {'; '.join(sentences)}\n")
    for library in record.libraries:
        status = f"skipped: {library.problem}" if library.problem else library.version
        text.append(f"{library.name} {status}\n", "dim")
    return text
