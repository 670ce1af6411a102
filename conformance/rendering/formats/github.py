"""A check as annotations of GitHub Actions: workflow commands, one on each line."""

from __future__ import annotations

from ...records.check import Report
from ...records.law_outcome import describe_end
from ..program_findings import ProgramFinding, list_causes
from .registry import report_format

# GitHub shows so many annotations of each level for a step.
MOST = 10


@report_format("github", Report, "annotations of GitHub Actions")
def render_github(report: Report) -> str:
    """Render one annotation for each explanation, and for each finding without one.

    MUST laws are errors, SHOULD laws warnings. Findings beyond those that GitHub shows are left
    out; the step summary has them.
    """
    causes = list_causes(report)
    lines = [_annotation(f, "error") for f in causes if f.is_failure][:MOST]
    lines += [_annotation(f, "warning") for f in causes if not f.is_failure][:MOST]
    if reason := describe_end(report):
        level = "warning" if report.verdict == "diverges" else "error"
        lines.append(f"::{level} title={_escape_property(report.target)}::{_escape(reason)}")
    return "\n".join(lines)


def _annotation(found: ProgramFinding, level: str) -> str:
    place = {"file": found.path, "line": str(found.line)} if found.path else {}
    properties = ",".join(
        f"{name}={_escape_property(value)}"
        for name, value in {**place, "title": found.title}.items()
    )
    return f"::{level} {properties}::{_escape(found.message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
