"""The sample of the default run: every value occurs, nothing else is kept, and never by chance."""

from __future__ import annotations

from itertools import product

import pytest

from properties.tests.default_sample import Value, sample

pytest_plugins = ["pytester"]

RULES, FORMATS = ("sgd", "adam", "lion"), ("float64", "float32")
ROWS: list[list[Value]] = [[("rule", r), ("dtype", d)] for r, d in product(RULES, FORMATS)]


def test_every_value_occurs_in_as_few_rows_as_it_takes() -> None:
    chosen = sample(ROWS)
    assert len(chosen) == len(RULES)
    assert {value for k in chosen for value in ROWS[k]} == {value for row in ROWS for value in row}


def test_values_that_occur_already_are_spread_evenly() -> None:
    formats = [str(dict(ROWS[k])["dtype"]) for k in sample(ROWS)]
    assert sorted(formats) != ["float32", "float64", "float64", "float64"]
    assert set(formats) == set(FORMATS)


def test_the_sample_is_the_same_each_time() -> None:
    assert [sample(ROWS) for _ in range(3)] == [sample(ROWS)] * 3


def test_of_rows_without_values_the_first_is_kept() -> None:
    assert sample([[], [], []]) == {0}


def test_items_outside_of_the_sample_are_left_to_the_campaign(pytester: pytest.Pytester) -> None:
    pytester.makeini(
        "[pytest]\nmarkers =\n  campaign: all\n  sampled: some\n"
        "addopts = -p properties.tests.default_sample"
    )
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.sampled("rule.name")
        @pytest.mark.parametrize("rule", [type("", (), {"name": n}) for n in "aab"], ids=str)
        def test_it(rule):
            pass

        def test_without_parameters():
            pass
        """
    )
    pytester.runpytest_inprocess("-m", "not campaign").assert_outcomes(passed=3, deselected=1)
    pytester.runpytest_inprocess("-m", "campaign").assert_outcomes(passed=1, deselected=3)
