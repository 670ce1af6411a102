"""``diff``: compare two reports of ``check``."""

from __future__ import annotations

from ..records.base import FindingRecord
from ..records.check import Report
from ..records.difference import Changed, Difference


def compare_reports(before: Report, after: Report) -> Difference:
    """List findings and advice that are new, gone, or changed in message or case."""
    old, new = _findings_by_law(before), _findings_by_law(after)
    return Difference(
        before=before.target,
        after=after.target,
        verdicts=(before.verdict, after.verdict),
        new=[law for law in new if law not in old],
        gone=[law for law in old if law not in new],
        changed=[
            Changed(law=law, before=old[law].message, after=new[law].message)
            for law in new
            if law in old and _message_and_case(old[law]) != _message_and_case(new[law])
        ],
    )


def _findings_by_law(report: Report) -> dict[str, FindingRecord]:
    """The finding of each failed law."""
    found: dict[str, FindingRecord] = {}
    for finding in (*report.findings, *report.advice):
        for law in (finding.law, *finding.also):
            found.setdefault(law, finding)
    return found


def _message_and_case(finding: FindingRecord) -> tuple[str, object]:
    return finding.message, finding.scenario
