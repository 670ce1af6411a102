"""A check as JSON Lines: what ``check --jsonl`` writes, without the lines of the scenarios."""

from __future__ import annotations

from ...records.check import Report
from ...records.stream import FooterLine, HeaderLine, LawLine, Line, NotApplicableLine
from .registry import report_format


@report_format("jsonl", Report, "JSON Lines: a header, a line for each law, a footer")
def render_jsonl(report: Report) -> str:
    """Render a header, a line for each law, and a footer with the report."""
    header = HeaderLine(
        target=report.target,
        rule=report.rule,
        adapter=report.adapter or "",
        exhaustive=False,
        options=report.options,
        versions=report.versions,
    )
    missing = [NotApplicableLine(record=r) for r in report.certificate.not_applicable]
    laws = [LawLine(record=record) for record in report.certificate.laws]
    lines: list[Line] = [header, *missing, *laws, FooterLine(report=report)]
    return b"".join(line.to_line() for line in lines).decode().rstrip("\n")
