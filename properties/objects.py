"""Optimizers over objects with ``.data`` and ``.grad``: optimcore's own and those like it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

import optimcore

from .names import Names
from .rules import optimizers
from .scenario import Floats, Scenario
from .scenario import HyperValue as Value
from .trajectory import Abilities, Outcome
from .workbench import Plan, drive


class ObjectInstance:
    """One such optimizer with its parameters."""

    def __init__(
        self,
        make: Callable[..., Any],
        parameter: Callable[[Floats], Any],
        names: Names,
        plan: Plan,
    ) -> None:
        self.params = [parameter(a) for a in plan.arrays]
        for p, strided in zip(self.params, plan.strided, strict=True):
            if strided:
                p.data = spread(p.data)
        self.names = names
        given = iter(self.params) if plan.as_generator else list(self.params)
        self.optimizer = make(given, **names.arguments(plan.groups[0]))

    def values(self) -> list[Floats]:
        return [np.asarray(p.data) for p in self.params]

    def gradients(self) -> list[Floats | None]:
        return [None if p.grad is None else np.asarray(p.grad) for p in self.params]

    def give(self, gradients: Sequence[Floats | None]) -> None:
        for p, g in zip(self.params, gradients, strict=True):
            p.grad = g

    def step(self) -> None:
        self.optimizer.step()

    def step_with(self, closure: Callable[[], float]) -> float | None:
        raise NotImplementedError("such optimizers take no closure")

    def zero_grad(self) -> None:
        self.optimizer.zero_grad()

    def set(self, name: str, value: Value, group: int) -> None:
        for theirs, number in self.names.spell(name, value):
            setattr(self.optimizer, theirs, number)

    def save(self) -> object:
        return self.optimizer.state_dict()

    def load(self, saved: object) -> None:
        self.optimizer.load_state_dict(saved)


def spread(values: Floats) -> Floats:
    """The same numbers in an array that is not contiguous."""
    wide = np.zeros((*values.shape[:-1], 2 * values.shape[-1]), values.dtype)
    view: Floats = wide[..., ::2]
    view[...] = values
    return view


@dataclass(frozen=True)
class CoreSubject:
    """An optimizer of optimcore, or of a copy of it with a pitfall planted."""

    rule: str
    package: ModuleType = optimcore

    @property
    def name(self) -> str:
        return f"{self.package.__name__}:{self.kind.__name__}"

    @property
    def kind(self) -> type[optimcore.Optimizer]:
        return optimizers(self.package)[self.rule]

    @property
    def abilities(self) -> Abilities:
        names = frozenset(self.kind.hyperparameters())
        lacks = {
            "groups": "optimcore's optimizers have one set of hyper-parameters",
            "closure": "optimcore's optimizers take no closure",
        }
        return Abilities(names, names, frozenset(), lacks)

    def run(self, scenario: Scenario) -> Outcome:
        names = Names.ours(self.kind.hyperparameters())
        with np.errstate(all="ignore"):
            return drive(
                lambda plan: ObjectInstance(self.kind, self.package.Parameter, names, plan),
                scenario,
            )
