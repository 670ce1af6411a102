"""Findings with their places, and what the expected failures change."""

from __future__ import annotations

import json

import pytest

from conformance.records.expected_failure import CheckedExpectation, ExpectedFailure
from conformance.rendering.formats.github import render_github
from conformance.rendering.formats.gitlab import render_gitlab
from conformance.rendering.formats.sarif import render_sarif
from conformance.rendering.program_findings import list_program_findings, list_unexpected
from conformance.tests.example_law_report import expected_report, law_report
from conformance.tests.rendering.formats.sarif_validation import validate_sarif


@pytest.mark.parametrize(("expected", "left"), [("agreement", "scaling"), ("scaling", "agreement")])
def test_an_expected_failure_hides_no_other_law_of_its_case(expected: str, left: str) -> None:
    checked = CheckedExpectation(
        expected=ExpectedFailure(law=expected, reason="known"), state="failed"
    )
    document = law_report(advice=[], expected_failures=[checked])
    [found] = list_unexpected(document)
    assert (found.law, found.is_failure, expected in found.message) == (left, True, False)
    assert [f.expected for f in list_program_findings(document)] == ["", "known"]
    assert (
        len(render_github(document).splitlines()) == len(json.loads(render_gitlab(document))) == 1
    )
    validate_sarif(render_sarif(document))


def test_a_wrong_expected_failure_is_a_failure_in_every_format() -> None:
    document = expected_report("runs", "the law passes")
    [*_, stale] = list_program_findings(document)
    assert (stale.law, stale.is_failure, stale.message) == ("runs", True, "the law passes")
    assert any(
        line.startswith("::error") and line.endswith("::the law passes")
        for line in render_github(document).splitlines()
    )
    [issue] = [i for i in json.loads(render_gitlab(document)) if i["check_name"] == "runs"]
    assert (issue["severity"], issue["description"]) == ("major", "the law passes")
    validate_sarif(render_sarif(document))
    results = json.loads(render_sarif(document))["runs"][0]["results"]
    assert [r["level"] for r in results if r["ruleId"] == "runs"] == ["error"]


def test_an_expected_failure_without_reason_names_the_failure_and_the_problem() -> None:
    first, *_ = list_unexpected(expected_report("agreement", "it has no reason"))
    assert first.is_failure
    assert "off by a lot" in first.message
    assert first.message.endswith("it has no reason")
