"""SARIF: valid, with a rule for each law and a result for each finding."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from conformance.records.check import Report
from conformance.records.source import SourceRecord
from conformance.rendering.formats.sarif import render_sarif
from conformance.tests.example_law_report import expected_report, law_report
from conformance.tests.example_records import nasty, report
from conformance.tests.rendering.formats.sarif_validation import validate_sarif


def run_of(document: Report) -> dict[str, Any]:
    [run] = json.loads(render_sarif(document))["runs"]
    found: dict[str, Any] = run
    return found


def place_of(**source: Any) -> dict[str, Any]:
    result = run_of(law_report(source=SourceRecord(**source)))["results"][0]
    place: dict[str, Any] = result["locations"][0]["physicalLocation"]
    return place


@pytest.mark.parametrize(
    "document", [law_report(), report(), nasty(), law_report(verdict="errored", error="no")]
)
def test_a_file_is_valid(document: Report) -> None:
    validate_sarif(render_sarif(document))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"level": "error"', '"level": "fatal"'),
        ('"startLine": 9', '"startLine": 0'),
        ('"ruleIndex": 1', '"ruleIndex": 0'),
        ('"uri": "pkg/mine.py"', '"uri": "my files\\\\mine.py"'),
        ('"message": {', '"note": {'),
        ('"version": "2.1.0"', '"version": "2.0.0"'),
    ],
)
def test_an_invalid_file_is_noticed(right: str, wrong: str) -> None:
    text = render_sarif(law_report())
    assert right in text
    with pytest.raises((jsonschema.ValidationError, AssertionError)):
        validate_sarif(text.replace(right, wrong))


def test_a_must_law_is_an_error_and_a_should_law_a_warning() -> None:
    results = run_of(law_report())["results"]
    assert [(r["ruleId"], r["level"]) for r in results] == [
        ("agreement", "error"), ("refusals", "warning")
    ]  # fmt: skip
    assert results[0]["message"]["text"].startswith(
        "One thing for another. agreement: off by a lot (also fails: scaling)"
    )


def test_the_rules_are_the_laws_with_their_help() -> None:
    rules = {rule["id"]: rule for rule in run_of(law_report())["tool"]["driver"]["rules"]}
    assert rules.keys() == {
        "runs", "agreement", "scaling", "refusals", "alive", "duplicate", "maximize"
    }  # fmt: skip
    assert "What agreement requires.\n\nMUST: an example." in rules["agreement"]["help"]["text"]


def test_a_result_is_at_the_line_of_the_step_or_of_the_class() -> None:
    assert place_of(path="pkg/mine.py", line=3, step_line=9) == {
        "artifactLocation": {"uri": "pkg/mine.py"}, "region": {"startLine": 9}
    }  # fmt: skip
    assert place_of(path="mine.py", line=3)["region"] == {"startLine": 3}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("my files/mine.py", "my%20files/mine.py"),
        ("/home/me/mine.py", "file:///home/me/mine.py"),
        ("C:\\me\\mine.py", "file:///C:/me/mine.py"),
    ],
)
def test_a_path_is_a_uri(path: str, uri: str) -> None:
    assert place_of(path=path, line=3)["artifactLocation"] == {"uri": uri}


def test_a_report_that_does_not_say_where_the_source_is_names_the_file_of_the_target() -> None:
    place = run_of(law_report(source=None))["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "mine.py"}
    [alone] = run_of(law_report(source=None, target="pkg:SGD"))["results"][0]["locations"]
    assert "physicalLocation" not in alone


def test_a_fingerprint_does_not_depend_on_the_case() -> None:
    first = run_of(law_report())
    moved = run_of(law_report(source=SourceRecord(path="a.py", line=1)))["results"]
    key = "partialFingerprints"
    assert [r[key] for r in moved] == [r[key] for r in first["results"]]
    assert len({str(r[key]) for r in moved}) == len(moved)


def test_an_expected_failure_is_suppressed_with_its_reason() -> None:
    validate_sarif(render_sarif(expected_report()))
    first, second = run_of(expected_report())["results"]
    assert first["suppressions"] == [{"kind": "external", "justification": "known (a link)"}]
    assert "suppressions" not in second


def test_the_results_of_another_target_are_kept() -> None:
    ids = {run_of(law_report(target=t))["automationDetails"]["id"] for t in ("a:SGD", "b:SGD")}
    assert ids == {"conformance/sgd/a%3ASGD/", "conformance/sgd/b%3ASGD/"}


def test_a_check_that_could_not_be_run_says_so() -> None:
    [invocation] = run_of(law_report(verdict="errored", error="no"))["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["message"] == {"text": "no"}
    assert run_of(law_report())["invocations"][0]["executionSuccessful"]
