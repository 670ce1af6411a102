"""The hull of values on several paths: of balls, of numbers, and of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.enclosures.hull import hull_of_all, hull_of_values


def ball(value: float) -> Balls:
    return Balls.exact(np.asarray(value), FORMATS["float64"])


@pytest.mark.parametrize(
    ("one", "other"), [(ball(1.0), ball(3.0)), (ball(1.0), 3.0), (1.0, ball(3.0)), (1.0, 3.0)]
)
def test_the_hull_contains_both_and_little_more(one: Any, other: Any) -> None:
    mid, rad = hull_of_values({"d": one}, {"d": other})["d"].to_arrays()
    assert mid - rad <= 1.0 < 3.0 <= mid + rad
    assert rad < 1.0 + 1e-8


def test_equal_numbers_stay_numbers_and_names_of_one_path_alone_are_left_out() -> None:
    assert hull_of_values({"n": 2, "a": 1.0}, {"n": 2, "b": 1.0}) == {"n": 2}


def test_the_hull_of_all_paths() -> None:
    mid, rad = hull_of_all([{"d": ball(1.0)}, {"d": ball(2.0)}, {"d": ball(-1.0)}])["d"].to_arrays()
    assert mid - rad <= -1.0
    assert 2.0 <= mid + rad < 2.1
    assert hull_of_all([{"n": 1}]) == {"n": 1}
