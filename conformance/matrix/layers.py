"""What a report says about the formula of an optimizer, and about everything else."""

from __future__ import annotations

from ..records.base import DiagnosisRecord
from ..records.check import Report
from ..records.matrix import ContractMark, EntryState


def formula_state(report: Report, state: EntryState) -> EntryState:
    """Return the state of the formula alone.

    Args:
        report: The report, with the dialects of the optimizer declared.
        state: The state of the optimizer as a whole.
    """
    if state != "diverges" or _named(report, "formula") or not report.formula_conforms:
        return state
    return "dialect" if report.options.dialects else "conforms"


def contract_marks(report: Report) -> list[ContractMark]:
    """Return what differs beside the formula: by its name, or by the law that nothing explains."""
    marks = {one.id: one.title for one in _named(report, "contract")}
    if report.verdict == "diverges" and (report.formula_conforms or _named(report, "formula")):
        marks |= {f.law: f.message for f in report.findings if not f.explained_by}
    return [ContractMark(id=name, words=words) for name, words in marks.items()]


def _named(report: Report, layer: str) -> list[DiagnosisRecord]:
    return [one for one in report.diagnosis if one.layer == layer and not one.equivalent_to]
