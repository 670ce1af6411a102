"""Which kinds of tests notice a pitfall, from the figures of the report."""

from __future__ import annotations

import pytest

from conformance.pitfall_report.naive_test import measure_naive_test
from conformance.records.pitfalls import PitfallsRecord
from conformance.rendering.kinds_of_tests import KINDS, count_noticed, measured_kinds
from conformance.tests.example_records import clean_record, pitfall_record, whole
from properties.case_study.naive_test import naive_test_loss
from properties.pitfalls import pitfalls


def noticing(record: PitfallsRecord) -> list[str]:
    return [kind.id for kind in KINDS if kind.notices(record, record.pitfalls[0])]


def example(**changes: float | bool | None) -> PitfallsRecord:
    return whole(
        pitfalls=[pitfall_record(**({"quiet": 0.0, "final_loss": 1.0} | changes))],
        clean=[clean_record(final_loss=1.0)],
        initial_loss=3.0,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["suite"]),
        ({"caught": False}, []),
        ({"quiet": 2e-5}, ["cross-check", "suite"]),
        ({"final_loss": 1.05}, ["suite"]),
        ({"final_loss": 1.2}, ["convergence", "suite"]),
        ({"final_loss": 3.0}, ["falling-loss", "convergence", "suite"]),
        ({"final_loss": None, "quiet": None}, [kind.id for kind in KINDS]),
    ],
)
def test_each_kind_of_test_looks_at_its_figure(
    changes: dict[str, float | bool | None], expected: list[str]
) -> None:
    assert noticing(example(**changes)) == expected


def test_a_loss_that_is_almost_zero_has_converged() -> None:
    record = whole(
        pitfalls=[pitfall_record(quiet=0.0, final_loss=3e-12)],
        clean=[clean_record(final_loss=2e-12)],
        initial_loss=3.0,
    )
    assert noticing(record) == ["suite"]


def test_reports_of_earlier_versions_have_no_losses() -> None:
    assert [kind.id for kind in measured_kinds(whole())] == ["cross-check", "suite"]
    assert len(measured_kinds(example())) == 4


def test_pitfalls_are_counted() -> None:
    record = example()
    assert [count_noticed(kind, record, record.pitfalls) for kind in KINDS] == [0, 0, 0, 1]


def test_the_figures_are_measured() -> None:
    first = naive_test_loss()
    climbing = measure_naive_test(pitfalls()["added-after-construction"])
    assert climbing.loss is not None
    assert 0 < climbing.loss < first
    missing = measure_naive_test(pitfalls()["t-not-incremented"])
    assert (missing.loss, missing.distance) == (None, None)
