"""The diagnoses of a report: those of different defects, and those equivalent to each."""

from __future__ import annotations

from collections.abc import Sequence

from ..records.base import DiagnosisRecord
from ..records.check import Report


def split_equivalent(
    report: Report,
) -> tuple[list[DiagnosisRecord], dict[str, list[DiagnosisRecord]]]:
    """Return the diagnoses of different defects, and those equivalent to each, by its id.

    In reports of earlier versions, all diagnoses are equivalent to the first.
    """
    named = _drop_repeated_changes(report.diagnosis)
    if not any(one.equivalent_to or one.layer == "contract" for one in named):
        return named[:1], {one.id: named[1:] for one in named[:1]}
    same: dict[str, list[DiagnosisRecord]] = {}
    for one in named:
        same.setdefault(one.equivalent_to, []).append(one)
    return same.pop("", []), same


def _drop_repeated_changes(named: Sequence[DiagnosisRecord]) -> list[DiagnosisRecord]:
    """Drop repeated changes: some are both a pitfall and a dialect."""
    first: dict[tuple[str, str], DiagnosisRecord] = {}
    for one in named:
        first.setdefault((one.diff, "" if one.diff else one.id), one)
    return list(first.values())


def title_with_layer(diagnosis: DiagnosisRecord, apart: Sequence[DiagnosisRecord]) -> str:
    """Render the title of a diagnosis, with its layer if there are several diagnoses.

    A dialect that only events show, such as a changed learning rate, has a label of its own.
    """
    if len(apart) < 2:
        return diagnosis.title
    is_dialect = diagnosis.kind == "dialect" and diagnosis.layer == "contract"
    return f"{'dialect' if is_dialect else diagnosis.layer}: {diagnosis.title}"
