"""Optimizers of objects are driven in the groups that they have, and in no others."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.records.check import Report
from conformance.rendering.terminal.report import render_report
from conformance.tests.adapters.group_subjects import (
    COMPLETE,
    COPIED,
    EARLY_STATE,
    FIRST_RATE,
    GROUPS,
    INTERFACE,
    KEPT_FACTOR,
    ONE_GROUP,
    OTHER_KEY,
    OTHER_NAME,
    RATES_ALONE,
    SKIPS,
    TENSORS,
)
from conformance.tests.fixture_types import WriteSubject
from properties.subjects.grouped_object_driver import NOT_KEPT

OF_CHANGES = {"lr-change", "hyper-change", "hyper-before-step"}
LATER = {"late-group", "late-values"}


def check_source(write_subject: WriteSubject, source: str) -> Report:
    return check(f"{write_subject(source)}:SGD", examples=10)


def decided(report: Report) -> set[str]:
    return {law.law for law in report.certificate.laws if law.decided}


def failed(report: Report) -> set[str]:
    return {finding.law for finding in report.findings}


@pytest.mark.parametrize("source", [GROUPS, OTHER_NAME], ids=["torch's name", "another name"])
def test_groups_are_changed_and_added(write_subject: WriteSubject, source: str) -> None:
    report = check_source(write_subject, source)
    assert (report.verdict, report.outside) == ("conforms", [])
    assert decided(report) >= OF_CHANGES | LATER


def test_one_group_is_changed_alone(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, ONE_GROUP)
    assert report.verdict == "conforms"
    assert decided(report) >= OF_CHANGES
    assert not decided(report) & LATER
    [line] = report.outside
    assert line == f"several parameter groups: {NOT_KEPT}"
    assert line in render_report(report).plain


def test_groups_that_must_be_complete_are_not_given_in_part(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, COMPLETE)
    assert report.verdict == "conforms"
    assert decided(report) >= OF_CHANGES
    assert any("KeyError" in line and "weight_decay" in line for line in report.outside)


def test_groups_with_some_of_the_hyper_parameters_are_not_used(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, RATES_ALONE)
    assert report.verdict == "conforms"
    assert "lr-change" in decided(report)
    [line] = report.outside
    assert line.endswith("the parameter groups of the optimizer have no entry for weight_decay")


@pytest.mark.parametrize("source", [OTHER_KEY, SKIPS], ids=["key", "skips"])
def test_what_an_optimizer_does_not_take_is_not_given(
    write_subject: WriteSubject, source: str
) -> None:
    report = check_source(write_subject, source)
    assert report.verdict == "conforms"
    assert not decided(report) & LATER


def test_the_rate_of_the_first_group_for_all_is_named(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, FIRST_RATE)
    assert report.verdict == "diverges"
    titles = [one.title for one in report.diagnosis]
    assert titles == ["the lr of the first group is used for every group"]


def test_a_number_kept_from_construction_fails_where_its_group_is_changed(
    write_subject: WriteSubject,
) -> None:
    assert failed(check_source(write_subject, KEPT_FACTOR)) >= {"lr-change", "hyper-change"}


def test_state_that_only_the_constructor_makes_fails_where_a_group_is_added(
    write_subject: WriteSubject,
) -> None:
    report = check_source(write_subject, EARLY_STATE)
    assert report.verdict == "diverges"
    assert "late-group" in failed(report)


def test_a_class_of_which_copies_continue_is_copied(write_subject: WriteSubject) -> None:
    assert decided(check_source(write_subject, COPIED)) >= {"deepcopy", "pickle"}


def test_a_class_of_which_copies_do_not_continue_is_not_copied(write_subject: WriteSubject) -> None:
    report = check_source(write_subject, GROUPS)
    assert not decided(report) & {"deepcopy", "pickle"}
    reasons = {n.law: n.reason for n in report.certificate.not_applicable}
    assert "need not support copies" in reasons["deepcopy"]


def test_a_class_over_tensors_has_groups_too(write_subject: WriteSubject) -> None:
    pytest.importorskip("torch")
    report = check_source(write_subject, TENSORS)
    assert (report.verdict, report.adapter) == ("conforms", "torch")
    assert decided(report) >= OF_CHANGES | LATER
    assert not decided(report) & {"deepcopy", "pickle"}


def test_a_class_with_the_interface_of_torch_is_copied(write_subject: WriteSubject) -> None:
    pytest.importorskip("torch")
    report = check_source(write_subject, TENSORS + INTERFACE)
    assert report.verdict == "diverges"
    assert failed(report) >= {"deepcopy"}
