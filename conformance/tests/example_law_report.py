"""A report with a law of each outcome."""

from __future__ import annotations

from typing import Any

from conformance.records.base import FindingRecord
from conformance.records.check import Certificate, LawRecord, NotApplicable, Report
from conformance.records.expected_failure import CheckedExpectation, ExpectedFailure
from conformance.records.source import SourceRecord
from conformance.tests.example_records import SCENARIO, report


def law_record(law: str, **changes: Any) -> LawRecord:
    given: dict[str, Any] = {
        "law": law, "requirement": "must", "cases": 2, "decided": 5, "undecided": 0, "ratio": 0.5,
        "broken": False, "summary": f"What {law} requires.", "reason": "MUST: an example.",
    }  # fmt: skip
    return LawRecord(**(given | changes))


def law_report(**changes: Any) -> Report:
    """agreement and scaling fail in one case, refusals warns, alive is undecided, ..."""
    failed = FindingRecord(
        law="agreement", message="off by a lot", ratio=9.0, scenario=SCENARIO, also=["scaling"],
        messages={"scaling": "off when scaled"}, explained_by="some-dialect",
    )  # fmt: skip
    advice = FindingRecord(
        law="refusals", message="lr=-1 is accepted", ratio=None, scenario=SCENARIO
    )
    given: dict[str, Any] = {
        "findings": [failed],
        "advice": [advice],
        "source": SourceRecord(path="pkg/mine.py", line=3, step_line=9),
        "checked_on": "2026-11-28",
        "versions": {"optimcore": "0.1.0"},
        "certificate": Certificate(
            laws=[
                law_record("runs"),
                law_record("agreement", broken=True),
                law_record("scaling", broken=True),
                law_record("refusals", requirement="should", broken=True),
                law_record("alive", decided=0, undecided=4),
                law_record("duplicate", cases=0, decided=0),
            ],
            not_applicable=[NotApplicable(law="maximize", reason="it takes no maximize")],
        ),
    }
    return report(**(given | changes))


def expected_report(law: str = "", problem: str = "") -> Report:
    """The report with expected failures of agreement and scaling, or of another law."""
    laws = [law] if law else ["agreement", "scaling"]
    return law_report(
        expected_failures=[
            CheckedExpectation(
                expected=ExpectedFailure(law=name, reason="known", link="a link"),
                state="passed" if problem else "failed",
                problem=problem,
            )
            for name in laws
        ]
    )
