"""A scenario with every kind of event."""

from __future__ import annotations

from properties.scenarios.encoding import written
from properties.scenarios.model import (
    Event,
    OtherStep,
    Restart,
    Resume,
    Scenario,
    SetHyper,
    Start,
    Step,
    ZeroGrad,
    array,
)

EVENTS: tuple[Event, ...] = (
    Step((array([1.0, -0.5]), None), times=3, recycle=True, dtype="float32"),
    SetHyper("betas", written((0.5, 0.25))),
    Resume(),
    Resume({"lr": written(0.25)}),
    Restart(),
    ZeroGrad(),
    OtherStep((None, array(0.1))),
)
EVERY_EVENT = Scenario(
    "adam",
    "float64",
    (Start(array([0.1, -0.0])), Start(array(2.0), strided=True)),
    ({"lr": written(0.1), "amsgrad": True},),
    EVENTS,
    params_as="generator",
)
