"""Render the failure of one law as text: what a terminal shows of it."""

from __future__ import annotations

from msgspec.structs import replace
from rich.text import Text

from ...records.base import FindingRecord
from ...records.check import Report
from .findings import append_findings
from .report import append_diagnosis


def render_law_failure(report: Report, finding: FindingRecord, summary: str = "") -> str:
    """Render a failed law: what it requires, the diagnosis, the smallest case, the command.

    Args:
        report: The report that has the finding.
        finding: The finding, of this law alone.
        summary: What the law requires.
    """
    own = finding.explained_by
    explained = [d for d in report.diagnosis if own and own in (d.id, d.equivalent_to)]
    about = replace(report, findings=[finding], advice=[], diagnosis=explained or report.diagnosis)
    text = Text(f"{finding.law}: {summary}\n" if summary else "")
    append_diagnosis(text, about)
    append_findings(text, about, verbose=True)
    return text.plain.strip("\n") + "\n"
