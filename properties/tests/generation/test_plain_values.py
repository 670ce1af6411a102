"""Scenarios are reduced to plain values, as far as they still break."""

from __future__ import annotations

from properties.generation.plain_values import (
    plain_scenarios,
    plainer_arrays,
    with_fewer_groups,
    with_plainer_gradients,
)
from properties.generation.reduction import reduce_scenario
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Array, Scenario, SetHyper, Start, Step, encode_array
from properties.scenarios.transforms import change

LARGE = Scenario(
    "adam",
    "float32",
    (Start(encode_array([0.3, 0.7])), Start(encode_array([0.1]), 1)),
    (
        {"lr": encode_hyper(0.1), "eps": encode_hyper(0.25)},
        {"lr": encode_hyper(0.3), "eps": encode_hyper(0.25)},
    ),
    (
        Step((encode_array([1.5, -0.3]), encode_array([0.7])), 3),
        Step((encode_array([-1.7, 0.2]), None)),
    ),
)  # fmt: skip
PLAINEST = Scenario(
    "adam",
    "float64",
    (Start(encode_array([0.0])),),
    ({"lr": encode_hyper(1.0)},),
    (Step((encode_array([1.0]),)),),
)


def test_what_always_breaks_becomes_one_plain_step() -> None:
    assert reduce_scenario(LARGE, lambda scenario: True, 300, usual={"eps"}) == PLAINEST


def test_what_shows_at_the_second_step_keeps_two_steps() -> None:
    small = reduce_scenario(LARGE, lambda scenario: scenario.steps > 1, 300, usual={"eps"})
    assert (small.steps, small.size) == (2, 1)
    assert small.groups == PLAINEST.groups


def test_plain_values_are_tried_at_once() -> None:
    first = next(iter(plain_scenarios(LARGE, usual={"eps"})))
    assert (first.steps, first.size, len(first.groups)) == (2, 1, 1)
    assert first.groups == PLAINEST.groups


def test_events_of_a_removed_group_are_about_the_first_one() -> None:
    event = SetHyper("lr", encode_hyper(0.5), 1)
    [one] = with_fewer_groups(change(LARGE, events=(*LARGE.events, event)))
    assert {start.group for start in one.parameters} == {0}
    assert one.events[-1] == change(event, group=0)


def test_numbers_are_rounded_to_signs_and_powers_of_two() -> None:
    def texts(*numbers: float) -> Array:
        return Array((len(numbers),), tuple(number.hex() for number in numbers))

    assert list(plainer_arrays(texts(1.7, -0.3), ())) == [texts(1.0, -1.0), texts(2.0, -0.25)]
    assert list(plainer_arrays(texts(1.0, 0.0), ((1.0).hex(),))) == []


def test_gradients_that_must_have_the_same_size_become_plain_together() -> None:
    def values(scenario: Scenario) -> list[float]:
        steps = [event for event in scenario.events if isinstance(event, Step)]
        return [float.fromhex(v) for s in steps for g in s.gradients if g for v in g.values]

    def breaks(scenario: Scenario) -> bool:
        found = values(scenario)
        return len(found) == 2 and found[0] == -found[1]

    one = change(
        PLAINEST, events=tuple(Step((encode_array([sign * 2.0**118 * 1.5]),)) for sign in (1, -1))
    )
    assert values(reduce_scenario(one, breaks, 300)) == [1.0, -1.0]
    assert [values(plainer) for plainer in with_plainer_gradients(one)] == [
        [1.0, -1.0], [1.5, -1.5], [2.0**119, -(2.0**119)],
    ]  # fmt: skip
    assert list(with_plainer_gradients(PLAINEST)) == []
