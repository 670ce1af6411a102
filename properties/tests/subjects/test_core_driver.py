"""A change of a rule is run with the effect of a scheduler, which optimcore has not."""

from __future__ import annotations

import numpy as np

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    Event,
    Resume,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory

STEP = Step((encode_array([1.0]),))
HALVES = Schedule((0.5).hex())


def ends(*events: Event) -> list[float]:
    """Return the parameter after each step of SGD."""
    hyper = {"lr": encode_hyper(1.0)}
    run = CoreSubject("sgd").run(
        Scenario("sgd", "float64", (Start(encode_array([0.0])),), (hyper,), events)
    )
    assert isinstance(run, Trajectory)
    steps = [k for k, event in enumerate(events) if isinstance(event, Step)]
    return [float(run.frames[k][0][0]) for k in steps]


def test_lr_is_multiplied_after_each_step() -> None:
    assert ends(HALVES, STEP, STEP, STEP) == [-1.0, -1.5, -1.75]
    assert ends(STEP, HALVES, STEP, STEP) == [-1.0, -2.0, -2.5]
    set_by_hand = (SetHyper("lr", encode_hyper(0.5)), STEP)
    assert ends(HALVES, STEP, STEP) == ends(STEP, *set_by_hand)


def test_a_copy_has_no_scheduler() -> None:
    copied = Resume({}, by="deepcopy")
    assert ends(HALVES, STEP, copied, STEP, STEP) == [-1.0, -1.5, -2.0]


def test_no_check_attaches_one() -> None:
    assert not CoreSubject("sgd").capabilities.supports("scheduler")
    assert np.isfinite(ends(HALVES, STEP)).all()
