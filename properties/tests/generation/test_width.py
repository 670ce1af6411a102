"""Random scenarios have enough groups, parameters, axes and events for every kind of defect."""

from __future__ import annotations

from typing import Any

import pytest

from properties.engine.examiner import Examiner
from properties.rules.registry import rules

pytest.importorskip("torch")

from properties.examples.defects.torch_optimizers import HYPER, Miniature
from properties.subjects.torch_driver import TorchSubject


class OneLaunch(Miniature):
    """Parameters beyond the first 24 of a group are left out."""

    def step(self) -> None:
        whole = [group["params"] for group in self.param_groups]
        for group in self.param_groups:
            group["params"] = group["params"][:24]
        super().step()
        for group, params in zip(self.param_groups, whole, strict=True):
            group["params"] = params


class SecondRate(Miniature):
    """The third group has the learning rate of the second."""

    def rate(self, group: dict[str, Any]) -> float:
        of = [one is group for one in self.param_groups].index(True)
        return float(self.param_groups[min(of, 1)]["lr"])


class FourAxes(Miniature):
    """From five axes on a gradient counts half."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        super().move(p, g if g.dim() < 5 else g / 2, group)


def agrees(kind: type[Miniature]) -> bool:
    subject = TorchSubject(kind, HYPER)
    seen = Examiner(rules()["sgd"], subject, examples=20, shrink=False).run()
    assert seen.tallies["agreement"].decided > 0
    return seen.tallies["agreement"].broken is None


@pytest.mark.parametrize("narrow", [OneLaunch, SecondRate, FourAxes])
def test_a_defect_on_wide_scenarios_is_detected(narrow: type[Miniature]) -> None:
    assert not agrees(narrow)


def test_a_correct_optimizer_agrees_on_wide_scenarios() -> None:
    assert agrees(Miniature)
