"""Optimizers that make groups of their own, and learning rates that are tensors."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import check
from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, SetHyper, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

torch = pytest.importorskip("torch")


def split(params: Any, lr: float = 1e-3) -> Any:
    """One group for each parameter."""
    return torch.optim.Adam([{"params": [p]} for p in params], lr=lr)


class Split(torch.optim.SGD):  # type: ignore[misc,name-defined]
    """One group for each parameter, made in the constructor."""

    def __init__(self, params: Any, lr: float = 1e-3, weight_decay: float = 0.0) -> None:
        super().__init__([{"params": [p]} for p in params], lr=lr, weight_decay=weight_decay)


class TensorRate(torch.optim.SGD):  # type: ignore[misc,name-defined]
    """Its learning rate is a tensor, and no number is accepted in its place."""

    def __init__(self, params: Any, lr: float = 1e-3) -> None:
        super().__init__(params, lr=torch.tensor(lr, dtype=torch.float64))

    def step(self, closure: Any = None) -> Any:
        assert all(isinstance(group["lr"], torch.Tensor) for group in self.param_groups)
        return super().step(closure)


class FirstGroup(Split):
    """The learning rate of the first group is that of all."""

    def step(self, closure: Any = None) -> Any:
        for group in self.param_groups:
            group["lr"] = self.param_groups[0]["lr"] if len(self.param_groups) > 2 else 1e-3
        return super().step(closure)


@pytest.mark.parametrize(("target", "rule"), [(split, "adam"), (Split, "sgd")])
def test_one_group_for_each_parameter_conforms(target: Any, rule: str) -> None:
    report = check(target, rule, examples=10)
    assert report.verdict == "conforms"
    assert "lr-change" in {law.law for law in report.certificate.laws if law.decided}


def test_a_lost_learning_rate_is_still_seen() -> None:
    assert check(FirstGroup, "sgd", examples=10).verdict == "diverges"


def test_a_learning_rate_that_is_a_tensor_is_filled() -> None:
    step = Step((encode_array([0.5]),))
    events = (step, SetHyper("lr", encode_hyper(0.125)), step)
    start = Start(encode_array([1.0]))
    scenario = Scenario("sgd", "float64", (start,), ({"lr": encode_hyper(0.25)},), events)
    trial = Trial(rules()["sgd"], TorchSubject(TensorRate, ("lr",)), scenario)
    evidence = laws()["agreement"].judge(trial)
    assert evidence is not None
    assert evidence.decided
    assert not evidence.is_broken
