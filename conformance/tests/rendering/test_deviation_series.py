"""The error after each event, computed from frames."""

from __future__ import annotations

import math

from conformance.records.pitfalls import Deviation
from conformance.rendering.deviation_series import measure_deviations
from conformance.tests.example_records import frame


def test_the_largest_distance_and_radius_after_each_event() -> None:
    got = measure_deviations([frame(0, 0.0), frame(0, 2.0, 0.5), frame(2, -3.0)])
    assert got == [
        Deviation(off=2.0, radius=0.5), Deviation(off=0.0, radius=0.0),
        Deviation(off=3.0, radius=0.25),
    ]  # fmt: skip


def test_values_that_are_not_finite_have_no_distance() -> None:
    for off in (math.nan, math.inf):
        assert measure_deviations([frame(0, off)])[0].off is None
    assert measure_deviations([frame(0, 1.0, math.inf)])[0].radius is None
    assert measure_deviations([]) == []
