"""Arrange the matrix in rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..records.matrix import ContractMark, EntryRecord, EntryState, MatrixRecord

# What a cell has after its word if all optimizers of its library share a contract finding.
SHARED = "†"

# What fewer optimizers share is listed for each.
SEVERAL = 2

Shared = Mapping[str, Sequence[ContractMark]]


def sort_entries(record: MatrixRecord) -> Iterator[tuple[str, str, Mapping[str, EntryRecord]]]:
    """Yield rule, variant and the entries by library; variants follow the plain rule."""
    keys = sorted({(c.rule, c.variant) for c in record.cells})
    for rule, variant in keys:
        cells = [c for c in record.cells if (c.rule, c.variant) == (rule, variant)]
        yield rule, variant, {c.of_library: c for c in cells}


def shared_marks(record: MatrixRecord) -> dict[str, list[ContractMark]]:
    """Return, by library, the contract findings that all of its optimizers share."""
    found = {}
    for library in record.libraries:
        cells = [c for c in record.cells if c.of_library == library.name and c.state != "errored"]
        ids = [{mark.id for mark in cell.contract} for cell in cells]
        common = set.intersection(*ids) if len(cells) >= SEVERAL else set()
        if common:
            found[library.name] = [m for m in cells[0].contract if m.id in common]
    return found


def own_marks(entry: EntryRecord, shared: Shared) -> list[ContractMark]:
    """Return the contract findings of an entry that its library does not share."""
    common = {mark.id for mark in shared.get(entry.of_library, ())}
    return [mark for mark in entry.contract if mark.id not in common]


def formula_of(entry: EntryRecord) -> EntryState:
    """Return the state of the formula; in records of earlier versions, of the optimizer."""
    return entry.formula or entry.state


def describe_formula(entry: EntryRecord) -> str:
    """Render the word of a cell: the state of the formula, or its dialects."""
    state = formula_of(entry)
    return ", ".join(entry.dialects) or state if state == "dialect" else state


def describe_dialect(entry: EntryRecord) -> str:
    """Render the dialects of a formula: their titles if these are known, else their ids."""
    return entry.words if entry.state == "dialect" else describe_formula(entry)


def describe_marks(entry: EntryRecord, shared: Shared) -> str:
    """Render the marks of a cell, as in ``† +2``; empty if nothing but the formula differs."""
    own = own_marks(entry, shared)
    marks = [SHARED] if entry.contract and len(own) < len(entry.contract) else []
    return " ".join([*marks, *([f"+{len(own)}"] if own else [])])


def describe_remarks(record: MatrixRecord) -> Iterator[tuple[EntryRecord, list[str]]]:
    """Yield the entries about which there is something to say, with the sentences."""
    shared = shared_marks(record)
    for entry in record.cells:
        own = [f"contract: {mark.words}" for mark in own_marks(entry, shared)]
        if formula_of(entry) not in ("conforms", "dialect"):
            yield entry, [entry.words, *own]
        elif own:
            yield entry, own


def template_fields(record: MatrixRecord) -> Mapping[str, Any]:
    """Return the variables for the templates of the matrix."""
    return {
        "judged": [library for library in record.libraries if not library.problem],
        "absent": [library for library in record.libraries if library.problem],
        "rows": list(sort_entries(record)),
        "cells": record.cells,
        "shared": shared_marks(record),
        "remarks": list(describe_remarks(record)),
        "formula_of": formula_of,
        "list_states": _list_states,
        "describe_formula": describe_formula,
        "describe_dialect": describe_dialect,
        "describe_marks": describe_marks,
    }


def _list_states(entries: Iterable[EntryRecord]) -> list[EntryState]:
    """List the words about the formulas of entries, each once, in alphabetical order."""
    return sorted({formula_of(entry) for entry in entries})
