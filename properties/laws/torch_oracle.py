"""torch's for-loop optimizers as an independent oracle, where torch is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from ..rules.profiles import profiles
from ..rules.registry import rules
from ..scenarios.model import HyperValue, Scenario
from ..subjects.driver import BuildSpec
from ..subjects.hyper_names import HyperNames
from ..subjects.runner import run_scenario
from ..subjects.trajectory import Trajectory

# The classes of torch.optim that are compared with other implementations, by rule.
CLASSES = {
    name: profile.torch_class
    for name, profile in profiles().items()
    if profile.torch_class and profile.torch_is_oracle
}


def has_torch_counterpart(scenario: Scenario) -> bool:
    """Return whether torch has an optimizer for the scenario that can be compared.

    A rule that is not elementwise divides by the number of elements, which may be 0.
    """
    empty = any(0 in start.value.shape for start in scenario.parameters)
    return scenario.rule in CLASSES and not (empty and not rules()[scenario.rule].elementwise)


@cache
def _optimizer(rule: str) -> Any:
    import torch

    return getattr(torch.optim, CLASSES[rule])


@contextmanager
def torch_float64_default() -> Iterator[None]:
    """Set the default dtype of torch to float64, in which it keeps step counts and schedules."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def run_torch(scenario: Scenario, defaults: dict[str, HyperValue]) -> Trajectory:
    """Run torch's for-loop implementation on the scenario."""
    from ..subjects.torch_driver import TorchDriver

    kind = _optimizer(scenario.rule)
    names = HyperNames({name: (name,) for name in defaults}, {"foreach": False})

    def build(spec: BuildSpec) -> TorchDriver:
        groups = [defaults | group for group in spec.groups]
        return TorchDriver(kind, names, replace(spec, groups=groups))

    with torch_float64_default():
        outcome = run_scenario(build, scenario)
    if not isinstance(outcome, Trajectory):
        raise RuntimeError(f"torch's optimizer, with which the subject is compared, {outcome}")
    return outcome
