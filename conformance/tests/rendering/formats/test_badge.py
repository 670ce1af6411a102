"""Badges: the rule, the verdict with the level of the laws, and the date."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from conformance.records.base import Options
from conformance.records.check import Report
from conformance.rendering.formats.badge import render_badge
from conformance.rendering.formats.badge_svg import render_badge_svg
from conformance.tests.example_law_report import expected_report, law_report

# The fields that shields.io documents for an endpoint, of those that are written here.
ENDPOINT = {
    "type": "object",
    "required": ["schemaVersion", "label", "message"],
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"enum": ["brightgreen", "green", "yellow", "red", "lightgrey"]},
        "isError": {"type": "boolean"},
    },
    "additionalProperties": False,
}

CLEAN = law_report(verdict="conforms", findings=[], advice=[])
NAMED = '<&"'
NASTY = law_report(rule=NAMED, options=Options(dialects=[NAMED]))


def fields(document: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render_badge(document))
    jsonschema.validate(found, ENDPOINT)
    return found


@pytest.mark.parametrize(
    ("document", "message", "color", "is_error"),
    [
        (CLEAN, "conforms (MUST, SHOULD) · 2026-11-28", "brightgreen", False),
        (
            law_report(verdict="conforms", findings=[]),
            "conforms (MUST) · 2026-11-28", "green", False,
        ),
        (law_report(), "diverges · 2026-11-28", "red", False),
        (law_report(checked_on=""), "diverges", "red", False),
        (expected_report(), "diverges as expected · 2026-11-28", "yellow", False),
        (expected_report(problem="the law passes"), "diverges · 2026-11-28", "red", False),
        (law_report(verdict="undecided"), "undecided · 2026-11-28", "lightgrey", False),
        (law_report(verdict="errored", error="no"), "errored · 2026-11-28", "lightgrey", True),
        (
            law_report(verdict="conforms", internal_error="KeyError"),
            "internal error · 2026-11-28", "lightgrey", False,
        ),
    ],
)  # fmt: skip
def test_a_badge_has_the_verdict_the_level_and_the_date(
    document: Report, message: str, color: str, is_error: bool
) -> None:
    found = fields(document)
    assert found["label"] == "sgd"
    assert (found["message"], found["color"], found["isError"]) == (message, color, is_error)


def test_the_label_names_the_dialects() -> None:
    assert fields(law_report(options=Options(dialects=["one"])))["label"] == "sgd+one"


def test_a_field_that_shields_does_not_know_is_noticed() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**fields(CLEAN), "date": "2026-11-28"}, ENDPOINT)


@pytest.mark.parametrize("document", [CLEAN, law_report(), NASTY])
def test_the_picture_has_the_same_texts(document: Report) -> None:
    root = ET.fromstring(render_badge_svg(document))  # noqa: S314 - our own
    found = fields(document)
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == [found["label"], found["message"]]
    assert root.get("aria-label") == f"{found['label']}: {found['message']}"
