"""Comparisons of trajectories: ratios, what they decide, and where the largest is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from properties.comparison.evidence import THRESHOLD, Evidence, broken_evidence, holding_evidence
from properties.comparison.trajectories import (
    NARROW,
    compare_bits,
    compare_with_enclosure,
    compare_within_rounding,
)
from properties.enclosures.evaluate import Enclosure
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.trajectory import Trajectory


def scenario(*starts: Any, events: int = 1) -> Scenario:
    """As many steps of as many parameters."""
    step = Step(tuple(encode_array(np.ones(np.shape(s))) for s in starts))
    return Scenario(
        "sgd", "float64", tuple(Start(encode_array(s)) for s in starts), ({},), (step,) * events
    )


def make_trajectory(*frames: tuple[Any, ...]) -> Trajectory:
    return Trajectory(tuple(tuple(np.asarray(p, np.float64) for p in frame) for frame in frames))


def around(mid: Any, rad: Any) -> Enclosure:
    """The enclosure of one parameter after one event."""
    return Enclosure(((np.asarray(mid, np.float64),),), ((np.asarray(rad, np.float64),),))


def of_one(got: Any, mid: Any, rad: Any, start: Any = 0.0) -> Evidence:
    """The evidence on one number, or on one array."""
    starts = np.broadcast_to(np.asarray(start, np.float64), np.shape(got))
    return compare_with_enclosure(scenario(starts), make_trajectory((got,)), around(mid, rad))


def test_a_law_is_broken_beyond_twice_the_radius() -> None:
    assert THRESHOLD == 2
    assert not of_one([3.0], [1.0], [1.0]).is_broken
    assert of_one([3.0], [1.0], [0.999]).is_broken


@pytest.mark.parametrize(
    ("got", "mid", "rad", "ratio"),
    [
        (1.5, 1.0, 0.25, 2.0),
        (0.5, 1.0, 0.25, 2.0),
        (-1.5, -1.0, 2.0, 0.25),
        (1.0, 1.0, 0.0, 0.0),
        (1.5, 1.0, 0.0, math.inf),
        (math.nan, 1.0, 0.5, math.inf),
        (math.nan, 1.0, 0.0, math.inf),
        (math.inf, 1.0, 0.5, math.inf),
        (7.0, math.nan, math.nan, 0.0),
        (7.0, 1.0, math.nan, 0.0),
        (7.0, math.nan, 1.0, 0.0),
        (7.0, 1.0, math.inf, 0.0),
        (math.nan, math.nan, math.nan, 0.0),
    ],
)
def test_a_ratio_is_the_distance_in_radii_of_a_finite_enclosure(
    got: float, mid: float, rad: float, ratio: float
) -> None:
    assert of_one([got], [mid], [rad]).ratio == ratio


@pytest.mark.parametrize(
    ("mid", "rad", "start", "decided"),
    [
        (4.0, 4 * NARROW, 0.0, True),
        (-4.0, 4 * NARROW, 0.0, True),
        (4.0, 4.01 * NARROW, 0.0, False),
        (1.0, 4 * NARROW, 5.0, True),
        (1.0, 4 * NARROW, -3.0, True),
        (1.0, 4.01 * NARROW, 5.0, False),
        (4.0, 4 * NARROW, 4.0, True),
        (0.0, 0.0, 0.0, True),
        (0.0, 1e-30, 0.0, False),
        (4.0, math.nan, 0.0, False),
        (math.nan, 0.0, 0.0, False),
        (math.inf, 1.0, 0.0, False),
    ],
)
def test_a_comparison_is_decided_where_the_ball_is_narrow(
    mid: float, rad: float, start: float, decided: bool
) -> None:
    assert NARROW == 1 / 256
    seen = of_one([mid], [mid], [rad], start)
    assert (seen.decided, seen.undecided) == (int(decided), int(not decided))


def test_the_largest_deviation_is_named_with_its_place() -> None:
    seen = of_one([[1.0, 2.0], [3.5, 4.0]], [[1.0, 2.0], [3.0, 4.25]], np.full((2, 2), 0.125))
    assert seen.ratio == 4
    assert seen.message == (
        "after event 0, parameter 0, element (1, 0): got 3.5, expected 3 ± 0.12"
    )


def test_a_single_number_and_nothing_at_all_are_compared_too() -> None:
    assert of_one(3.0, 1.0, 1.0) == Evidence(
        0,
        1,
        2.0,
        "after event 0, parameter 0: got 3, expected 1 ± 1",
        expects_rule=True,
    )
    of_nothing = of_one(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 2)))
    assert of_nothing == Evidence(0, 0, 0.0, expects_rule=True)


def test_only_a_comparison_with_an_enclosure_expects_the_values_of_the_rule() -> None:
    one, run = scenario([0.0]), make_trajectory(([1.0],))
    bounds = around([0.0], [0.1])
    assert compare_with_enclosure(one, run, bounds).expects_rule
    other = make_trajectory(([0.0],))
    assert not compare_within_rounding(one, run, other, bounds, "again").expects_rule


def test_another_shape_is_broken_evidence() -> None:
    seen = compare_with_enclosure(
        scenario([0.0, 0.0]), make_trajectory(([1.0],)), around([1.0, 1.0], [1.0, 1.0])
    )
    assert seen == broken_evidence("after event 0, parameter 0: shape (1,) instead of (2,)")


def test_every_parameter_is_compared_after_every_event() -> None:
    two = scenario([8.0], [8.0, 8.0], events=3)
    mid, wrong = (np.array([1.0]), np.array([1.0, 1.0])), (np.array([1.0]), np.array([1.0, 1.5]))
    rad = (np.array([0.25]), np.array([0.25, 0.25]))
    for k in range(3):
        frames = [mid, mid, mid]
        frames[k] = wrong
        seen = compare_with_enclosure(
            two, make_trajectory(*frames), Enclosure((mid,) * 3, (rad,) * 3)
        )
        assert seen.ratio == 2
        assert seen.message.startswith(f"after event {k}, parameter 1, element (1,)")
        assert seen.decided + seen.undecided == 9


def test_each_parameter_is_compared_with_its_own_start() -> None:
    two = scenario([0.0], [101.0])
    mid, rad = (np.array([1.0]), np.array([1.0])), (np.array([0.1]), np.array([0.1]))
    seen = compare_with_enclosure(two, make_trajectory(mid), Enclosure((mid,), (rad,)))
    assert (seen.decided, seen.undecided) == (1, 1)


def test_runs_within_two_roundings_are_equal() -> None:
    one, other = make_trajectory(([1.0],)), make_trajectory(([1.75],))
    seen = compare_within_rounding(scenario([0.0]), one, other, around([5.0], [0.25]), "turned")
    assert seen.ratio == 1.5
    assert seen.message == (
        "turned: after event 0, parameter 0, element (0,): got 1, where the other run has "
        "1.75 ± 0.5"
    )
    assert compare_within_rounding(scenario([0.0]), one, one, around([5.0], [0.0]), "").ratio == 0


def test_runs_are_compared_in_every_parameter_after_every_event() -> None:
    two = scenario([0.0], [0.0], events=2)
    same, off = ([1.0], [2.0]), ([1.0], [3.0])
    radii = (np.array([1.0]), np.array([0.25]))
    enclosure = Enclosure((radii,) * 2, (radii,) * 2)
    for k, frames in enumerate(((off, same), (same, off))):
        seen = compare_within_rounding(
            two, make_trajectory(*frames), make_trajectory(same, same), enclosure, "so"
        )
        assert seen.ratio == 2
        assert f"after event {k}, parameter 1" in seen.message
        assert seen.decided + seen.undecided == 4


def test_a_run_in_half_precision_equals_itself() -> None:
    half = Trajectory(((np.array([1.5], np.float16),),))
    assert compare_within_rounding(
        scenario([0.0]), half, half, around([1.5], [0.0]), ""
    ) == Evidence(
        1, 0, 0.0,
        ": after event 0, parameter 0, element (0,): got 1.5, where the other run has 1.5 ± 0",
    )  # fmt: skip


def test_identical_runs_are_identical_to_the_last_bit() -> None:
    lost = math.nan
    frames = (([1.0, lost], 2.0), ([3.0, lost], 4.0))
    assert compare_bits(
        make_trajectory(*frames), make_trajectory(*frames), "again"
    ) == holding_evidence(6)


@pytest.mark.parametrize(
    ("k", "i", "place", "value"), [(0, 0, 1, 7.0), (1, 0, 0, 7.0), (1, 1, 0, 7.0), (0, 0, 2, 7.0)]
)
def test_the_first_bits_that_differ_are_named(k: int, i: int, place: int, value: float) -> None:
    one, other = (
        [[np.array([1.0, 2.0, math.nan]), np.array([3.0])] for _ in range(2)] for _ in range(2)
    )
    one[k][i][place] = value
    seen = compare_bits(
        make_trajectory(*map(tuple, one)), make_trajectory(*map(tuple, other)), "again"
    )
    assert seen.ratio == math.inf
    assert seen.message.startswith(f"again: after event {k}, parameter {i}, element {place}: ")
    assert f" {one[k][i][place]!s} and {other[k][i][place]!s} are" in seen.message


def test_of_several_elements_that_differ_the_first_is_named() -> None:
    seen = compare_bits(
        make_trajectory(([1.0, 2.0, 3.0, 4.0],)), make_trajectory(([1.0, 0.0, 3.0, 0.0],)), "again"
    )
    assert "element 1: " in seen.message


def test_a_number_in_the_place_of_nan_is_not_identical() -> None:
    seen = compare_bits(
        make_trajectory(([math.nan, 1.0],)), make_trajectory(([0.0, 1.0],)), "again"
    )
    assert "element 0" in seen.message


def test_runs_of_another_length_are_not_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        compare_bits(make_trajectory(([1.0],)), make_trajectory(([1.0],), ([1.0],)), "again")
    with pytest.raises(ValueError, match="zip"):
        compare_bits(make_trajectory(([1.0],)), make_trajectory(([1.0], [1.0])), "again")
