"""When an optimizer reads a value that only the first step uses is a convention."""

from __future__ import annotations

import numpy as np
import pytest

from properties.enclosures.evaluate import enclose
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    Event,
    Restart,
    Resume,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    Step,
    encode_array,
)

STEP, NONE = Step((encode_array([1.0]),)), Step((None,))
OTHER = SetHyper("lr", encode_hyper(0.5))
SAME = SetHyper("lr", encode_hyper(1.0))


def is_bounded(*events: Event, rule: str = "rprop") -> bool:
    """Return whether the parameter has bounds after the last event."""
    hyper = {"lr": encode_hyper(1.0)}
    scenario = Scenario(rule, "float64", (Start(encode_array([0.0])),), (hyper,), events)
    return bool(np.isfinite(enclose(rules()[rule], scenario).rad[-1][0]).all())


@pytest.mark.parametrize(
    "events",
    [
        (STEP, STEP),
        (STEP, OTHER, STEP),
        (NONE, STEP),
        (SAME, STEP),
        (OTHER, SAME, STEP),
        (STEP, Schedule((0.5).hex()), STEP),
        (STEP, OTHER, Restart(), STEP),
    ],
)
def test_the_first_step_has_the_value_of_the_construction(events: tuple[Event, ...]) -> None:
    assert is_bounded(*events)


@pytest.mark.parametrize(
    "events",
    [
        (OTHER, STEP),
        (NONE, OTHER, STEP),
        (Schedule((0.5).hex()), NONE, STEP),
        (NONE, Resume({"lr": encode_hyper(0.5)}), STEP),
    ],
)
def test_another_value_before_the_first_step_decides_nothing(events: tuple[Event, ...]) -> None:
    assert not is_bounded(*events)
    assert is_bounded(*events, rule="sgd")
