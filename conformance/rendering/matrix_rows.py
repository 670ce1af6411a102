"""Arrange the matrix in rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..records.matrix import EntryRecord, MatrixRecord


def sort_entries(record: MatrixRecord) -> Iterator[tuple[str, str, Mapping[str, EntryRecord]]]:
    """Yield rule, variant and the entries by library; variants follow the plain rule."""
    keys = sorted({(c.rule, c.variant) for c in record.cells})
    for rule, variant in keys:
        cells = [c for c in record.cells if (c.rule, c.variant) == (rule, variant)]
        yield rule, variant, {c.of_library: c for c in cells}


def template_fields(record: MatrixRecord) -> Mapping[str, Any]:
    """Return the variables for the templates of the matrix."""
    return {
        "judged": [library for library in record.libraries if not library.problem],
        "absent": [library for library in record.libraries if library.problem],
        "rows": list(sort_entries(record)),
        "cells": record.cells,
    }
