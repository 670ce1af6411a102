"""Documents as self-contained HTML pages."""

from __future__ import annotations

from ...records.check import Report
from ...records.comparison import Comparison
from ...records.matrix import MatrixRecord
from ...records.pitfalls import PitfallsRecord
from ..matrix_rows import template_fields
from ..template_environment import render_template
from .registry import report_format


@report_format("html", Report, "HTML")
def render_check_html(report: Report) -> str:
    """Render a check as one self-contained HTML page."""
    return render_template("check.html.j2", report=report)


@report_format("html", Comparison, "HTML")
def render_comparison_html(comparison: Comparison) -> str:
    """Render several checks as one self-contained HTML page."""
    return render_template("comparison.html.j2", comparison=comparison)


@report_format("html", PitfallsRecord, "HTML")
def render_pitfalls_html(record: PitfallsRecord) -> str:
    """Render the pitfall report as one self-contained HTML page."""
    return render_template("pitfalls.html.j2", record=record)


@report_format("html", MatrixRecord, "HTML")
def render_matrix_html(record: MatrixRecord) -> str:
    """Render the matrix as one self-contained HTML page."""
    return render_template("matrix.html.j2", **template_fields(record))
