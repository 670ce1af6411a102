"""Combine the matrices of several environments."""

from __future__ import annotations

from collections.abc import Sequence

from ..records.matrix import LibraryRecord, MatrixRecord


def join_matrices(parts: Sequence[MatrixRecord]) -> MatrixRecord:
    """Combine matrices; a library's record is that of the part that could check it."""
    records: dict[str, LibraryRecord] = {}
    for record in (r for part in parts for r in part.libraries):
        if record.name not in records or records[record.name].problem:
            records[record.name] = record
    cells = {(c.of_library, c.rule, c.variant, c.target): c for part in parts for c in part.cells}
    shared = [part.versions for part in parts]
    return MatrixRecord(
        libraries=sorted(records.values(), key=lambda r: r.name),
        cells=list(cells.values()),
        versions={k: v for k, v in shared[0].items() if all(s.get(k) == v for s in shared)},
    )
