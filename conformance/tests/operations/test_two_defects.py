"""Both defects of an optimizer are named, and each finding has the right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.operations.check import check
from conformance.records.check import Report
from conformance.rendering.terminal.report import render_report
from conformance.tests import two_defect_subjects as subjects


def report_on(source: str, folder: Path) -> Report:
    path = folder / "mine.py"
    path.write_text(source)
    return check(f"{path}:Adam", "adam", examples=20)


def named(report: Report) -> list[tuple[str, str]]:
    return [(d.layer, d.id) for d in report.diagnosis if not d.equivalent_to]


def test_a_dialect_and_a_missing_gradient_that_counts_as_zero(tmp_path: Path) -> None:
    report = report_on(subjects.EPS_INSIDE_AND_NONE_AS_ZERO, tmp_path)
    assert named(report) == [("formula", "adam-eps-root"), ("contract", "none-as-zero")]
    text = render_report(report).plain
    assert "What is wrong: formula: eps is added inside the square root" in text
    assert "contract: a missing gradient is treated as zero" in text
    assert "explained by it; --verbose lists them" in text


def test_a_mutant_and_a_shared_step_count(tmp_path: Path) -> None:
    report = report_on(subjects.SUM_OF_SQUARES_AND_SHARED_COUNT, tmp_path)
    (formula, _), (contract, _) = named(report)
    assert (formula, contract) == ("formula", "contract")
    titles = [d.title for d in report.diagnosis]
    assert any("beta2 * v + g * g" in title for title in titles)
    assert any("step count" in title for title in titles)


def test_of_several_changes_of_the_contract_the_one_that_no_scenario_refutes(
    tmp_path: Path,
) -> None:
    """A shared count alone and with averages of averages explain the same first cases."""
    report = report_on(subjects.FOLDED_WITH_SHARED_COUNT, tmp_path)
    assert named(report) == [("formula", "adam-eps-hat"), ("contract", "adam-global-t")]
    assert {f.explained_by for f in report.findings} == {"adam-eps-hat", "adam-global-t"}


def test_three_defects_in_the_style_of_torch(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    report = report_on(subjects.TORCH_ADAM, tmp_path)
    assert named(report) == [
        ("formula", "adam-eps-root"),
        ("contract", "group-values-other-than-lr-ignored"),
        ("contract", "t-not-saved"),
    ]
    assert {f.explained_by for f in report.findings} == {name for _, name in named(report)}


def test_advice_about_something_else_is_not_hidden_by_the_defect(tmp_path: Path) -> None:
    report = report_on(subjects.EPS_INSIDE_AND_NONE_AS_ZERO, tmp_path)
    own = {f.law: f for f in report.advice if not f.explained_by}
    assert {"refusals", "duplicate"} <= own.keys()
    assert "accepted at construction" in own["refusals"].message


def test_larger_numbers_than_those_of_the_rule_are_not_held_to_its_rounding(
    tmp_path: Path,
) -> None:
    report = report_on(subjects.SCALE_BY_ADAM, tmp_path)
    laws = {law for f in report.findings for law in (f.law, *f.also)}
    assert not laws & {"others", "partition", "permutation", "order", "instances"}
    assert all(f.explained_by for f in report.findings)
