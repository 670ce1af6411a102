"""torch's own loop optimizer as the independent oracle, where torch is installed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from .names import Names
from .scenario import HyperValue, Scenario
from .trajectory import Trajectory
from .workbench import Plan, drive

CLASSES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}


def follows(scenario: Scenario) -> bool:
    """Whether torch has an optimizer of that name."""
    return scenario.rule in CLASSES


@cache
def _optimizer(rule: str) -> Any:
    import torch

    return getattr(torch.optim, CLASSES[rule])


def torch_run(scenario: Scenario, defaults: dict[str, HyperValue]) -> Trajectory:
    """What torch's loop implementation does in the scenario."""
    from .torch_bench import TorchInstance

    kind = _optimizer(scenario.rule)
    names = Names({name: (name,) for name in defaults}, {"foreach": False})

    def build(plan: Plan) -> TorchInstance:
        groups = [defaults | group for group in plan.groups]
        return TorchInstance(kind, names, replace(plan, groups=groups))

    outcome = drive(build, scenario)
    if not isinstance(outcome, Trajectory):
        raise RuntimeError(f"the oracle itself {outcome}")
    return outcome
