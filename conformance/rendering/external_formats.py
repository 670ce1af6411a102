"""Report formats of other distributions, by entry points.

The name of an entry point is that of the format, and its value a module, or an object in one, whose
import registers the format with ``report_format``. It replaces a built-in format of the same name.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

ENTRY_POINTS = "conformance.report_formats"


@cache
def external_formats() -> dict[str, EntryPoint]:
    """Return the entry points of the formats by name. None of them is imported."""
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}
