"""Annotations of GitHub Actions: one line each, with everything escaped."""

from __future__ import annotations

import re

from msgspec.structs import replace

from conformance.rendering.formats.github import render_github
from conformance.tests.example_law_report import expected_report, law_report

COMMAND = re.compile(r"::(error|warning) ((?:\w+=[^,:\n]*,?)*)::([^\n]*)")


def test_a_finding_is_annotated_at_the_line_of_the_step() -> None:
    error, warning = render_github(law_report()).splitlines()
    assert error == (
        "::error file=pkg/mine.py,line=9,title=One thing for another::One thing for another. "
        "agreement: off by a lot (also fails: scaling)"
    )
    assert warning.startswith("::warning file=pkg/mine.py,line=9,title=refusals fails::refusals: ")


def test_a_message_cannot_add_a_command() -> None:
    document = law_report()
    finding = replace(
        document.findings[0], message="50 %\n::error::injected\r\n", explained_by="a, b: c"
    )
    named = replace(document.diagnosis[0], id="a, b: c", title="one, two: three\n::error::x")
    text = render_github(replace(document, findings=[finding], advice=[], diagnosis=[named]))
    [line] = text.splitlines()
    found = COMMAND.fullmatch(line)
    assert found
    assert "title=one%2C two%3A three%0A%3A%3Aerror%3A%3Ax" in found[2]
    assert "50 %25%0A::error::injected%0D%0A" in found[3]


def test_the_findings_of_one_explanation_are_one_annotation() -> None:
    document = law_report(advice=[])
    [finding] = document.findings
    twice = [finding, replace(finding, law="negation")]
    assert len(render_github(replace(document, findings=twice)).splitlines()) == 1
    apart = [replace(f, explained_by="") for f in twice]
    assert len(render_github(replace(document, findings=apart)).splitlines()) == 2


def test_no_more_annotations_than_github_shows() -> None:
    document = law_report(advice=[])
    many = [replace(document.findings[0], explained_by="")] * 30
    assert len(render_github(replace(document, findings=many)).splitlines()) == 10


def test_a_check_without_a_verdict_is_an_error() -> None:
    document = law_report(verdict="errored", error="no\nreason", findings=[], advice=[])
    assert render_github(document) == "::error title=mine.py%3ASGD::no%0Areason"


def test_an_expected_failure_is_not_annotated() -> None:
    [warning] = render_github(expected_report()).splitlines()
    assert warning.startswith("::warning")


def test_a_conforming_optimizer_has_no_annotations() -> None:
    assert render_github(law_report(verdict="conforms", findings=[], advice=[])) == ""
