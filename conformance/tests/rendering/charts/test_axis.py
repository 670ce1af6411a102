"""Axes: every value lies on them, and round values are labelled."""

from __future__ import annotations

import pytest

from conformance.rendering.charts.axis import (
    format_tick,
    integer_axis,
    linear_axis,
    logarithmic_axis,
)


@pytest.mark.parametrize(
    "values",
    [[1e-16, 1e-3], [0.3, 0.9], [1.0], [1e-320, 1e300], [5e-324, 1.7e308], [1e-18, 1e-18], [2, 90]],
)
def test_every_value_lies_on_a_logarithmic_axis_with_labels(values: list[float]) -> None:
    axis = logarithmic_axis("size", values)
    assert all(0 <= axis.place(v) <= 1 for v in values)
    assert 2 <= len(axis.ticks) <= 8
    assert all(axis.low <= v <= axis.high for v, _ in axis.ticks)
    places = [axis.place(v) for v, _ in axis.ticks]
    assert places == sorted(places)


def test_the_floor_is_labelled_as_such() -> None:
    assert logarithmic_axis("size", [1e-18, 1.0], 1e-18).ticks[0][1] == "≤ 10⁻¹⁸"
    assert not any("≤" in label for _, label in logarithmic_axis("size", [1e-9, 1.0], 1e-18).ticks)


@pytest.mark.parametrize("last", [0, 1, 5, 29, 59, 12345])
def test_integers_have_round_labels(last: int) -> None:
    ticks = integer_axis("event", last).ticks
    assert 1 <= len(ticks) <= 7
    assert [label for _, label in ticks] == [str(int(v)) for v, _ in ticks]
    assert ticks[0] == (0.0, "0")


@pytest.mark.parametrize(
    ("value", "label"),
    [(1.0, "1"), (0.001, "0.001"), (1000.0, "1000"), (1e-16, "10⁻¹⁶"), (2e-7, "2·10⁻⁷"),
     (1e12, "10¹²")],
)  # fmt: skip
def test_labels_are_short(value: float, label: str) -> None:
    assert format_tick(value) == label


@pytest.mark.parametrize("values", [[-31.0, 31.0], [0.0], [1e-9, 3e-9], [-7.0, 250.0]])
def test_a_linear_axis_holds_zero_and_every_value(values: list[float]) -> None:
    axis = linear_axis("distance", values)
    assert all(0 <= axis.place(v) <= 1 for v in (0.0, *values))
    assert len(axis.ticks) <= 8
    assert "0" in [label for _, label in axis.ticks]
