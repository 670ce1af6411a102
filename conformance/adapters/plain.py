"""The plainest live optimizer: gradients, and a step. Adapters build on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np

from properties.names import Names
from properties.scenario import Floats
from properties.scenario import HyperValue as Value
from properties.workbench import Instance, Plan

EVERY = "it takes a gradient for every parameter"

# What nothing says that a library can do; an adapter that can takes the entry away.
LACKS = {
    "groups": "the adapter builds optimizers with one set of hyper-parameters",
    "add group": "the adapter builds optimizers with one set of hyper-parameters",
    "zero_grad": "gradients are handed over at each step, and not kept",
    "resume": "the adapter saves no state",
    "restores hyper": "a saved state holds no hyper-parameters",
    "deepcopy": "the adapter makes no copies",
    "pickle": "the adapter makes no copies",
    "file": "the adapter writes no files",
    "strided": "such parameters have no memory layout",
    "generator": "parameters are handed over as a list",
    "closure": "such optimizers take no closure",
    "hooks": "such optimizers call no hooks",
    "scheduler": "the adapter attaches no schedulers",
    "tensor lr": "the adapter hands over numbers",
    "bfloat16": "the adapter hands over float64 and float32",
    "float16": "the adapter hands over float64 and float32",
    "several dtypes": "the adapter hands over one precision",
    "mixed": "the adapter hands over gradients of the parameters' precision",
    "complex": "the adapter hands over real numbers",
    "sparse": "the adapter hands over dense gradients",
    "refusals": "nothing says that such optimizers check their hyper-parameters",
}


def present(gradient: Floats | None) -> Floats:
    """A gradient that is there, for what takes one for every parameter."""
    if gradient is None:
        raise NotImplementedError(EVERY)
    return gradient


def _buffer(gradient: Any) -> Floats:
    """The memory of a gradient; a copy of one that nobody can write into."""
    buffer = np.asarray(gradient)
    return buffer if buffer.flags.writeable else buffer.copy()


class PlainInstance:
    """A live optimizer with parameters that are values or arrays; what it cannot do, it says.

    Attributes:
        params: the parameters, as the library has them.
        given: the gradients of the next step, as they are handed over.
    """

    def __init__(self, names: Names, plan: Plan) -> None:
        self.names = names
        self.hyper = dict(plan.groups[0])
        self.params: list[Any] = []
        self.given: list[Any] = []

    @property
    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the library's constructor, as they are now."""
        return self.names.arguments(self.hyper)

    def step(self) -> None:
        raise NotImplementedError("the adapter takes no steps")

    def values(self) -> list[Floats]:
        return [np.asarray(p) for p in self.params]

    def gradients(self) -> list[Floats | None]:
        return [None if g is None else _buffer(g) for g in self.given]

    def give(self, gradients: Sequence[Floats | None]) -> None:
        self.given = list(gradients)

    def step_with(self, closure: Callable[[], float]) -> float | None:
        raise NotImplementedError(LACKS["closure"])

    def zero_grad(self) -> None:
        raise NotImplementedError(LACKS["zero_grad"])

    def set(self, name: str, value: Value, group: int) -> None:
        raise NotImplementedError("the adapter changes no hyper-parameters")

    def save(self) -> object:
        raise NotImplementedError(LACKS["resume"])

    def load(self, saved: object) -> None:
        raise NotImplementedError(LACKS["resume"])

    def through_file(self, saved: object) -> object:
        raise NotImplementedError(LACKS["file"])

    def give_sparse(self, gradients: Sequence[Floats | None]) -> None:
        raise NotImplementedError(LACKS["sparse"])

    def copied(self, by: Callable[[Any], Any]) -> Instance:
        raise NotImplementedError(LACKS["deepcopy"])

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        raise NotImplementedError(LACKS["groups"])

    def schedule(self, factor: float) -> None:
        raise NotImplementedError(LACKS["scheduler"])

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        raise NotImplementedError(LACKS["hooks"])


class PureInstance(PlainInstance):
    """An optimizer made of pure functions: parameters and state are values, copied by keeping them.

    ``move`` gives the parameters and the state after a step; setting a hyper-parameter is moving
    with another one.
    """

    def __init__(self, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        self.state: Any = None

    def move(self) -> tuple[list[Any], Any]:
        """The parameters and the state after one step."""
        raise NotImplementedError("the adapter takes no steps")

    def step(self) -> None:
        self.params, self.state = self.move()

    def set(self, name: str, value: Value, group: int) -> None:
        self.hyper[name] = value

    def save(self) -> object:
        return self.state

    def load(self, saved: object) -> None:
        self.state = saved

    def copied(self, by: Callable[[Any], Any]) -> Instance:
        twin = copy(self)
        twin.params, twin.state = by((self.params, self.state))
        return twin


PURE_LACKS = {
    ability: reason
    for ability, reason in LACKS.items()
    if ability not in ("resume", "deepcopy", "pickle")
}
