"""Documents as JSON."""

from __future__ import annotations

from ...records.base import Record
from .registry import report_format


@report_format("json", Record, "JSON")
def record_json(record: Record) -> str:
    """Render any document as JSON, from which it can be read again."""
    return record.to_json()
