"""The badge of a check, as JSON for the endpoint badge of shields.io."""

from __future__ import annotations

import json

from ...records.check import Report
from ..badges import make_badge
from .registry import report_format


@report_format("badge", Report, "a badge as JSON for shields.io")
def render_badge(report: Report) -> str:
    """Render the rule, the verdict with the level of the laws, and the date."""
    badge = make_badge(report)
    fields = {"schemaVersion": 1, "label": badge.label, "message": badge.message}
    return json.dumps({**fields, "color": badge.color, "isError": badge.is_error}, indent=2)
