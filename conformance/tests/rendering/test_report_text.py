"""Phrases that the terminal and the pages share."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from conformance import check
from conformance.cli.main import main
from conformance.records.base import DiagnosisRecord
from conformance.records.check import Certificate, MutantCoverage, PitfallCoverage
from conformance.rendering.report_text import (
    changed_lines,
    describe_decided,
    describe_declaration,
    describe_detected_mutants,
    describe_detected_pitfalls,
    describe_kind,
    label_changes,
    name_reference,
    render_command,
)
from conformance.rendering.terminal.report import render_report
from conformance.tests.example_records import report
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject


def test_a_share_is_never_rounded_to_nothing() -> None:
    assert describe_decided(10**6, 1).startswith(
        "1 million comparisons decided, less than 1 % undecided"
    )
    assert describe_decided(10, 0) == "10 comparisons decided, 0 % undecided"
    assert describe_decided(0, 0) == "0 comparisons decided, 0 % undecided"


def test_one_of_a_kind_is_counted_in_the_singular() -> None:
    assert describe_decided(1, 0) == "1 comparison decided, 0 % undecided"
    one = MutantCoverage(known=1, caught=1, equivalent=1, not_applicable=1)
    told = describe_detected_mutants(report(certificate=Certificate(mutants=one)))
    apart = "(1 more has the same steps as the rule; 1 does not apply)"
    assert told == f"1 of 1 one-edit defect of sgd would be detected {apart}"
    pitfalls = PitfallCoverage(known=1, caught=0, missed=["late-state"])
    few = report(certificate=Certificate(pitfalls=pitfalls, cases=3))
    assert describe_detected_pitfalls(few) == "0 of 1 known pitfall of sgd would be detected"
    assert "(it concerns a feature that the optimizer lacks" in render_report(few).plain


def test_one_edit_defects_are_counted_without_those_that_equal_the_rule() -> None:
    some = MutantCoverage(known=418, caught=412, missed={"a": "A."}, equivalent=31)
    told = describe_detected_mutants(report(certificate=Certificate(mutants=some)))
    assert told == (
        "412 of 418 one-edit defects of sgd would be detected "
        "(31 more have the same steps as the rule)"
    )
    few = MutantCoverage(known=2, caught=2, not_applicable=3)
    told = describe_detected_mutants(report(certificate=Certificate(mutants=few)))
    assert told == "2 of 2 one-edit defects of sgd would be detected (3 do not apply)"


def test_a_failed_assertion_prints_what_is_wrong() -> None:
    found = report()
    summary = "mine.py:SGD diverges from sgd: One thing for another"
    assert repr(found) == f"<Report: {summary}>"
    assert repr(found.findings) == "[<agreement failed: off by a lot>]"
    assert repr(found.diagnosis) == "[<some-dialect: One thing for another; in 7 of 8 cases>]"
    lost = report(verdict="errored", error="There is no such file.", findings=[], diagnosis=[])
    assert repr(lost) == "<Report: mine.py:SGD errored: There is no such file.>"


def test_what_a_diagnosis_is_follows_from_its_parts() -> None:
    kinds = {
        "momentum=0.9": "another value of a hyper-parameter",
        "1 - nu1": "another value of a hyper-parameter",
        "lr*0.5": "another value of a hyper-parameter",
        "default-lr=0.01": "another default",
        "default-lr=0.01+default-eps=1e-06": "other defaults",
        "sgd-lr-in-velocity+default-lr=0.01": "sgd-lr-in-velocity and another default",
    }
    for name, kind in kinds.items():
        record = DiagnosisRecord(id=name, kind="hyper", title="", cases=1, of=1)
        assert describe_kind(record) == kind


def test_the_command_reproduces_the_report(write_subject: WriteSubject) -> None:
    told: dict[str, Any] = {
        "map": {"lr": "rate"}, "hyper": {"loud": 0}, "assume": {"nesterov": False},
        "without": ["no gradient"],
    }  # fmt: skip
    source = PAGE_SGD.replace("lr=1e-3", "rate=1e-3, loud=1").replace("lr = lr", "lr = rate")
    path = write_subject(source)
    first = check(f"{path}:SGD", examples=2, seed=3, **told)
    program, *arguments = shlex.split(render_command(first))
    assert program == "conformance"
    command = main.commands["check"]
    context = command.make_context("check", arguments[1:])
    assert context.params["examples"] == 2
    assert context.params["seed"] == 3
    assert context.params["without"] == ("no gradient",)
    again = check(context.params["target"], context.params["rule"], examples=2, seed=3, **told)
    assert again == first


def test_the_changes_of_another_rule_are_made_to_that_rule() -> None:
    diff = "--- optimcore/adam.py\n+++ optimcore/adam.py\n-a\n+b"
    other = DiagnosisRecord(id="x", kind="rule", title="X", diff=diff, cases=1, of=1)
    own = DiagnosisRecord(id="x", kind="mutant", title="X", diff=diff, cases=1, of=1)
    assert label_changes(other, report(rule="yogi")).startswith("--- adam (reference)\n")
    assert label_changes(own, report(rule="adamw")).startswith("--- adamw (reference)\n")


def test_a_change_in_dialects_says_which_and_how_they_are_declared() -> None:
    one, two = (
        DiagnosisRecord(id="x", kind="mutant", title="X", cases=1, of=1, dialects=dialects)
        for dialects in (["a"], ["a", "b"])
    )
    assert describe_kind(one) == "a change of the rule in the dialect a"
    assert describe_kind(two) == "a change of the rule in the dialects a and b"
    assert describe_declaration(one) == ("If the dialect is intended, declare it: --dialect a")
    assert describe_declaration(two) == (
        "If the dialects are intended, declare them: --dialect a --dialect b"
    )
    assert name_reference(one, report(rule="adan")) == "adan in this dialect"
    assert name_reference(two, report(rule="adan")) == "adan in these dialects"


HUNK = "--- a\n+++ a\n@@ -1,4 +1,4 @@\n x\n-a\n y\n+b\n z"


@pytest.mark.parametrize(
    ("diff", "lines"),
    [
        (HUNK, ["-a", " y", "+b"]),
        ("--- a\n+++ a\n@@ -1,2 +1,3 @@\n x\n+b\n z", [" x", "+b", " z"]),
        ("--- a\n+++ a\n@@ -1,3 +1,3 @@\n x\n-a\n+b\n z", ["-a", "+b"]),
    ],
)
def test_lines_around_additions_are_shown(diff: str, lines: list[str]) -> None:
    assert changed_lines(diff) == lines


def test_a_dialect_beside_the_formula_is_labelled_as_a_dialect() -> None:
    formula = DiagnosisRecord(
        id="m", kind="mutant", title="One", explanation="", diff="-  a", cases=1, of=1,
        layer="formula",
    )  # fmt: skip
    dialect = DiagnosisRecord(
        id="d", kind="dialect", title="Another", explanation="", diff="-  b", cases=1, of=1,
        layer="contract",
    )  # fmt: skip
    found = report(diagnosis=[formula, dialect])
    text = render_report(found).plain
    assert "dialect: Another" in text
    assert "contract: Another" not in text
    assert label_changes(formula, found).startswith("--- sgd (reference)\n")
    assert label_changes(dialect, found).startswith("--- sgd (formula as found)\n")
