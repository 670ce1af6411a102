"""GitLab's code quality: a list of issues with the fields that GitLab requires."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from conformance.records.check import Report
from conformance.rendering.formats.gitlab import render_gitlab
from conformance.tests.example_law_report import expected_report, law_report
from conformance.tests.example_records import nasty

ISSUE = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "location": {
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^[^/.]"},
                "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer"}}},
            },
        },
    },
}
SCHEMA = {"type": "array", "items": ISSUE}


def issues(document: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render_gitlab(document))
    return found


@pytest.mark.parametrize("document", [law_report(), law_report(source=None), nasty()])
def test_a_file_is_valid(document: Report) -> None:
    jsonschema.validate(issues(document), SCHEMA)


def test_an_invalid_severity_is_noticed() -> None:
    found = issues(law_report())
    found[0]["severity"] = "error"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, SCHEMA)


def test_a_finding_is_major_and_advice_is_minor_at_the_line_of_the_step() -> None:
    first, second = issues(law_report())
    assert (first["check_name"], first["severity"]) == ("agreement", "major")
    assert (second["check_name"], second["severity"]) == ("refusals", "minor")
    assert first["location"] == {"path": "pkg/mine.py", "lines": {"begin": 9}}
    assert first["fingerprint"] != second["fingerprint"]


def test_an_expected_failure_is_no_issue() -> None:
    assert [issue["check_name"] for issue in issues(expected_report())] == ["refusals"]


def test_a_conforming_optimizer_has_no_issues() -> None:
    assert issues(law_report(verdict="conforms", findings=[], advice=[])) == []
