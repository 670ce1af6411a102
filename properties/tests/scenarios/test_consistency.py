"""Scenarios that cannot be run are recognized, and are no result of a reduction."""

from __future__ import annotations

import pytest

from properties.generation.reduction import reduce_scenario
from properties.scenarios.consistency import is_consistent
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    AddGroup,
    Event,
    OtherStep,
    Rewind,
    Save,
    Scenario,
    SetHyper,
    Start,
    Step,
    Write,
    encode_array,
)
from properties.scenarios.transforms import change

ONE, TWO = encode_array([1.0]), encode_array([1.0, 2.0])
STEP = Step((TWO, ONE))
SCENARIO = Scenario(
    "sgd", "float64", (Start(TWO), Start(ONE)), ({"lr": encode_hyper(0.5)},), (STEP,)
)


@pytest.mark.parametrize(
    "events",
    [
        (STEP, Save(), STEP, Rewind(), STEP),
        (Step((TWO, None)), SetHyper("lr", encode_hyper(1.0)), STEP),
        (OtherStep((None, ONE)), Write((TWO, ONE))),
    ],
)
def test_scenarios_that_can_be_run(events: tuple[Event, ...]) -> None:
    assert is_consistent(change(SCENARIO, events=events))


@pytest.mark.parametrize(
    "event",
    [
        Rewind(),
        SetHyper("lr", encode_hyper(1.0), 1),
        AddGroup(1),
        Step((ONE, ONE)),
        Step((TWO,)),
        OtherStep((TWO, TWO)),
        Write((TWO, TWO)),
    ],
)
def test_scenarios_that_cannot_be_run(event: Event) -> None:
    assert not is_consistent(change(SCENARIO, events=(event, STEP)))


def test_every_scenario_of_a_reduction_can_be_run() -> None:
    whole = change(
        SCENARIO,
        events=(Write((TWO, ONE)), OtherStep((TWO, ONE)), STEP, Save(), STEP, Rewind(), STEP),
    )
    tried: list[Scenario] = []

    def breaks(scenario: Scenario) -> bool:
        tried.append(scenario)
        return len(scenario.events) > 4

    small = reduce_scenario(whole, breaks, 200)
    assert len(small.events) == 5
    assert len(tried) > 10
    assert all(map(is_consistent, tried))
