"""A scenario with every kind of event."""

from __future__ import annotations

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    Event,
    Look,
    OtherStep,
    Restart,
    Resume,
    Scenario,
    SetHyper,
    Start,
    Step,
    ZeroGrad,
    encode_array,
)

EVENTS: tuple[Event, ...] = (
    Step((encode_array([1.0, -0.5]), None), times=3, recycle=True, dtype="float32"),
    SetHyper("betas", encode_hyper((0.5, 0.25))),
    Resume(),
    Resume({"lr": encode_hyper(0.25)}),
    Restart(),
    ZeroGrad(),
    OtherStep((None, encode_array(0.1))),
    Look(2),
)
EVERY_EVENT = Scenario(
    "adam",
    "float64",
    (Start(encode_array([0.1, -0.0])), Start(encode_array(2.0), strided=True)),
    ({"lr": encode_hyper(0.1), "amsgrad": True},),
    EVENTS,
    params_as="generator",
)
