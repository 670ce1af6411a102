"""optimcore's training loop as a subject; the gradients of a scenario come from differentiation.

The loss of step k is the sum of g_ki * p_i, whose gradient is exactly g_ki for any p_i, so that the
loop can be compared with the same enclosure as the optimizer alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

import optimcore

from ..scenarios.model import Floats, Scenario
from ..scenarios.model import HyperValue as Value
from .driver import BuildSpec, Driver
from .optimcore_subject import CoreSubject
from .runner import run_scenario
from .trajectory import Capabilities, Outcome


class LateModel:
    """A model that makes most parameters in ``build`` and new objects in ``convert``."""

    def __init__(self, parameter: Any, arrays: list[Floats]) -> None:
        self.parameter = parameter
        self.arrays = arrays
        self.parameter_objects = [parameter(self.arrays[0])]

    def build(self) -> None:
        self.parameter_objects += [self.parameter(a) for a in self.arrays[1:]]

    def convert(self) -> None:
        self.parameter_objects = [self.parameter(p.data) for p in self.parameter_objects]

    def parameters(self) -> Iterator[Any]:
        return iter(self.parameter_objects)


class _TrainingLoopDriver:
    """The driver of a training run, which runs it step by step."""

    def __init__(self, kind: Any, package: ModuleType, spec: BuildSpec) -> None:
        self.package = package
        self.model = LateModel(package.Parameter, spec.arrays)
        self.pending_gradients: Sequence[Floats | None] = ()
        self.training = package.train(
            self.model, lambda params: kind(params, **spec.groups[0]), itertools.repeat(self._loss)
        )

    def _loss(self) -> Any:
        """Return the sum of g * p over the given gradients, plus a separate parameter of zero."""
        dtype = self.model.parameter_objects[0].data.dtype
        total = self.package.Parameter(np.zeros((), dtype))
        for p, g in zip(self.model.parameter_objects, self.pending_gradients, strict=True):
            if g is not None:
                total = total + (p * self.package.Tensor(g)).sum()
        return total

    def values(self) -> list[Floats]:
        made = [p.data for p in self.model.parameter_objects]
        return made + self.model.arrays[len(made) :]

    def gradients(self) -> list[Floats | None]:
        return [p.grad for p in self.model.parameter_objects]

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        self.pending_gradients = gradients

    def step(self) -> None:
        next(self.training)

    def step_with(self, closure: Callable[[], float]) -> float | None:
        raise NotImplementedError("the loop takes no closure")

    def write(self, values: Sequence[Floats]) -> None:
        raise NotImplementedError("the loop takes steps alone")

    def step_scaled(self, scale: float, overflow: bool) -> None:
        raise NotImplementedError("the loop scales no loss")

    def zero_grad(self) -> None:
        raise NotImplementedError("the loop calls zero_grad itself")

    def set(self, name: str, value: Value, group: int) -> None:
        raise NotImplementedError("the loop does not allow a change of hyper-parameters")

    def save(self) -> object:
        raise NotImplementedError("the loop cannot be saved")

    def look(self, calls: int) -> list[Floats]:
        raise NotImplementedError("the loop has no evaluation mode")

    def load(self, saved: object) -> None:
        raise NotImplementedError("the loop cannot be resumed")

    def pass_through_file(self, saved: object) -> object:
        raise NotImplementedError("the loop cannot be saved")

    def set_sparse_gradients(self, gradients: Sequence[Floats | None]) -> None:
        raise NotImplementedError("the loop computes dense gradients itself")

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        raise NotImplementedError("the loop cannot be copied")

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        raise NotImplementedError("the loop uses one parameter group")

    def schedule(self, factor: float) -> None:
        raise NotImplementedError("the loop has no scheduler")

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        raise NotImplementedError("the loop calls no hooks")


@dataclass(frozen=True)
class LoopSubject:
    """The training loop of optimcore, or of a copy of it with edits applied, as a subject."""

    rule: str
    package: ModuleType = optimcore

    @property
    def name(self) -> str:
        return f"{self.package.__name__}.train with {self.rule}"

    @property
    def capabilities(self) -> Capabilities:
        core = CoreSubject(self.rule, self.package).capabilities
        reason = "a training loop only takes steps"
        lacking = (
            "resume", "zero_grad", "generator", "set lr", "strided", "mixed", "refusals",
            "restores hyper", "deepcopy", "pickle", "file", "several dtypes", "write",
            "eval mode",
        )  # fmt: skip
        return Capabilities(
            core.hyper, frozenset(), frozenset(), core.unsupported | dict.fromkeys(lacking, reason)
        )

    def run(self, scenario: Scenario) -> Outcome:
        kind = CoreSubject(self.rule, self.package).kind
        with np.errstate(all="ignore"):
            return run_scenario(
                lambda spec: _TrainingLoopDriver(kind, self.package, spec), scenario
            )
