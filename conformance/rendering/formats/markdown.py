"""Documents as Markdown."""

from __future__ import annotations

from ...records.check import Report
from ...records.comparison import Comparison
from ...records.matrix import MatrixRecord
from ...records.pitfalls import PitfallsRecord
from ..matrix_rows import template_fields
from ..template_environment import render_template
from .registry import report_format


@report_format("markdown", Report, "Markdown")
def render_check_markdown(report: Report) -> str:
    """Render a check as Markdown that is short enough for a comment."""
    return render_template("check.md.j2", report=report)


@report_format("markdown", Comparison, "Markdown")
def render_comparison_markdown(comparison: Comparison) -> str:
    """Render several checks as Markdown, one after the other."""
    return "\n\n".join(render_check_markdown(report) for report in comparison.reports)


@report_format("markdown", PitfallsRecord, "Markdown")
def render_pitfalls_markdown(record: PitfallsRecord) -> str:
    """Render the pitfall report as Markdown."""
    return render_template("pitfalls.md.j2", record=record)


@report_format("markdown", MatrixRecord, "Markdown")
def render_matrix_markdown(record: MatrixRecord) -> str:
    """Render the matrix as Markdown."""
    return render_template("matrix.md.j2", **template_fields(record))
