"""A failed INFO law is a note everywhere, and never a warning or a failure, also if strict."""

from __future__ import annotations

import pytest

from conformance.operations.expected_failures import conclude
from conformance.records.base import FindingRecord
from conformance.records.check import Certificate, Report
from conformance.records.law_outcome import is_accepted, law_outcome
from conformance.rendering.formats import render_as
from conformance.rendering.program_findings import list_program_findings
from conformance.tests.example_law_report import law_record, law_report
from conformance.tests.example_records import SCENARIO

NOTE = FindingRecord(law="negation-bits", message="last bit", ratio=None, scenario=SCENARIO)
# One case may break a SHOULD law and an INFO law.
ADVICE = FindingRecord(
    law="refusals", message="nan is accepted", ratio=None, scenario=SCENARIO, also=["scaling-bits"]
)


def noted_report(strict: bool, *advice: FindingRecord) -> Report:
    records = [
        law_record("agreement"),
        law_record("refusals", requirement="should", broken=bool(advice)),
        law_record("scaling-bits", requirement="info", broken=bool(advice)),
        law_record("negation-bits", requirement="info", broken=True),
    ]
    found = law_report(
        verdict="conforms", findings=[], advice=list(advice), notes=[NOTE],
        certificate=Certificate(laws=records),
    )  # fmt: skip
    return conclude(found, strict, ())


@pytest.mark.parametrize("strict", [False, True])
def test_a_note_is_neither_a_warning_nor_a_failure(strict: bool) -> None:
    report = noted_report(strict)
    assert (report.verdict, is_accepted(report)) == ("conforms", True)
    report.raise_if_broken()
    assert law_outcome(report, "negation-bits").state == "info"
    assert list_program_findings(report) == []
    assert "conforms (MUST, SHOULD)" in render_as("badge", report)
    junit = render_as("junit", report)
    assert "<failure" not in junit
    assert "warning:" not in junit
    assert "note: " in junit
    assert "last bit" in junit


@pytest.mark.parametrize("strict", [False, True])
def test_a_note_in_the_case_of_advice_stays_a_note(strict: bool) -> None:
    report = noted_report(strict, ADVICE)
    assert law_outcome(report, "scaling-bits").state == "info"
    assert law_outcome(report, "refusals").state == ("failed" if strict else "advice")
    (found,) = list_program_findings(report)
    assert (found.law, found.is_failure) == ("refusals", strict)
    assert "scaling-bits" not in found.message


@pytest.mark.parametrize("kind", ["html", "markdown", "terminal"])
def test_people_read_the_note_apart_from_the_warnings(kind: str) -> None:
    report = noted_report(False)
    text = str(report) if kind == "terminal" else render_as(kind, report)
    assert "Notes" in text
    assert "last bit" in text
    assert "Warnings" not in text
