"""A group that was added after a checkpoint is not there after going back to it."""

from __future__ import annotations

from typing import Any

import pytest

from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    AddGroup,
    Rewind,
    Save,
    Scenario,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.subjects.torch_driver import TorchSubject

torch = pytest.importorskip("torch")

STEP = Step((encode_array([1.0]), encode_array([1.0])))
START = Start(encode_array([0.0]))
SET = SetHyper("lr", encode_hyper(0.5))


def groups_that_are_set(*events: object) -> list[int]:
    """Judge a correct optimizer, and return the groups whose lr is set after a group is added."""
    scenario = Scenario("sgd", "float64", (START, START), ({},), events)  # type: ignore[arg-type]
    trial = Trial(rules()["sgd"], TorchSubject(torch.optim.SGD, ("lr",)), scenario)
    evidence = laws()["late-group"].judge(trial)
    assert evidence is not None
    assert not evidence.is_broken, evidence.message
    [changed] = [s for s in trial.scenarios if any(isinstance(e, AddGroup) for e in s.events)]
    return [e.group for e in changed.events if isinstance(e, SetHyper)]


class LateOfFirst(torch.optim.SGD):  # type: ignore[misc, name-defined]
    """A group that is added later gets the learning rate of the first one."""

    def add_param_group(self, group: dict[str, Any]) -> None:
        super().add_param_group(group)
        self.param_groups[-1]["lr"] = self.param_groups[0]["lr"]


def test_a_late_group_has_a_learning_rate_of_its_own() -> None:
    scenario = Scenario("sgd", "float64", (START, START), ({"lr": (0.5).hex()},), (STEP, STEP))
    trial = Trial(rules()["sgd"], TorchSubject(LateOfFirst, ("lr",)), scenario)
    evidence = laws()["late-group"].judge(trial)
    assert evidence is not None
    assert evidence.is_broken


def test_a_checkpoint_from_before_has_no_late_group() -> None:
    assert groups_that_are_set(Save(), STEP, STEP, Rewind(), SET) == [0]


def test_a_later_checkpoint_has_it() -> None:
    assert groups_that_are_set(STEP, STEP, Save(), STEP, Rewind(), SET) == [0, 1]
    assert groups_that_are_set(Save(), STEP, STEP, SET) == [0, 1]
