"""``diff``: compare two reports of ``check``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ..records.base import FindingRecord
from ..records.check import Report
from ..records.difference import Changed, Difference

# A law, and the id of the diagnosis that explains why it fails.
Key: TypeAlias = tuple[str, str]


def compare_reports(before: Report, after: Report) -> Difference:
    """List findings, advice and notes that are new, gone, or changed in message or case.

    Two findings are the same if they have the same law and the same explaining defect.
    """
    old, new = _findings_by_defect(before), _findings_by_defect(after)
    known, told = _defects(before), _defects(after)
    return Difference(
        before=before.target,
        after=after.target,
        verdicts=(before.verdict, after.verdict),
        new=[_label(key, old) for key in new if key not in old],
        gone=[_label(key, new) for key in old if key not in new],
        changed=[
            Changed(law=key[0], before=_message(old[key], key[0]), after=_message(new[key], key[0]))
            for key in new
            if key in old and _message_and_case(old[key], key) != _message_and_case(new[key], key)
        ],
        new_defects=[title for name, title in told.items() if name not in known],
        gone_defects=[title for name, title in known.items() if name not in told],
        notes=list(_describe_premises(before, after)),
    )


def _findings_by_defect(report: Report) -> dict[Key, FindingRecord]:
    """Return the first finding of each law and defect."""
    found: dict[Key, FindingRecord] = {}
    for finding in (*report.findings, *report.advice, *report.notes):
        for law in (finding.law, *finding.also):
            found.setdefault((law, finding.explained_by), finding)
    return found


def _defects(report: Report) -> dict[str, str]:
    """Return the titles of the diagnoses by id, without equivalent ones."""
    return {one.id: one.title for one in report.diagnosis if not one.equivalent_to}


def _label(key: Key, others: Mapping[Key, FindingRecord]) -> str:
    """Return the law, with the defect if the law fails in the other report for another reason."""
    law, defect = key
    if any(other == law for other, _ in others):
        return f"{law} ({defect or 'not explained'})"
    return law


def _message(finding: FindingRecord, law: str) -> str:
    return finding.messages.get(law, finding.message)


def _message_and_case(finding: FindingRecord, key: Key) -> tuple[str, object]:
    return _message(finding, key[0]), finding.scenario


def _describe_premises(before: Report, after: Report) -> Iterator[str]:
    """Yield a sentence for everything that makes the reports hard to compare."""
    if before.rule != after.rule:
        yield f"The reports are about different rules: {before.rule} and {after.rule}."
    if before.target != after.target:
        yield f"The reports are about different targets: {before.target} and {after.target}."
    for package in sorted(before.versions.keys() | after.versions.keys()):
        old, new = before.versions.get(package, "none"), after.versions.get(package, "none")
        if old != new:
            yield f"The reports were made with different versions of {package}: {old} and {new}."
