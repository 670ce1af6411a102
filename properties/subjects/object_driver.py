"""The driver of optimizers of objects with ``.data`` and ``.grad``, such as optimcore's."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np

from ..scenarios.model import Floats
from ..scenarios.model import HyperValue as Value
from .driver import BuildSpec, Driver
from .evaluation_mode import has_modes, look
from .hyper_names import HyperNames


class ObjectDriver:
    """A live optimizer of objects with ``.data`` and ``.grad``, with its parameters."""

    def __init__(
        self,
        make: Callable[..., Any],
        parameter: Callable[[Floats], Any],
        names: HyperNames,
        spec: BuildSpec,
    ) -> None:
        self.params = [parameter(a) for a in spec.arrays]
        for p, start in zip(self.params, spec.starts, strict=True):
            if start.strided:
                p.data = spread_in_memory(p.data)
        self.names = names
        self.optimizer = make(self.constructor_parameters(spec), **names.arguments(spec.groups[0]))
        if has_modes(self.optimizer):  # some are built in evaluation mode
            self.optimizer.train()

    def constructor_parameters(self, spec: BuildSpec) -> Any:
        """Return the first argument of the constructor."""
        return spec.constructor_parameters(self.params)

    def values(self) -> list[Floats]:
        return [np.asarray(p.data) for p in self.params]

    def gradients(self) -> list[Floats | None]:
        return [None if p.grad is None else np.asarray(p.grad) for p in self.params]

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        for p, g in zip(self.params, gradients, strict=True):
            p.grad = g

    def step(self) -> None:
        self.optimizer.step()

    def step_with(self, closure: Callable[[], float]) -> float | None:
        raise NotImplementedError("step() takes no closure")

    def write(self, values: Sequence[Floats]) -> None:
        for p, value in zip(self.params, values, strict=True):
            if isinstance(p.data, np.ndarray):
                p.data[...] = value
            else:  # a step of a scalar array may leave a NumPy number, which cannot be written into
                p.data = value

    def look(self, calls: int) -> list[Floats]:
        return look(self.optimizer, self.values, calls)

    def step_scaled(self, scale: float, overflow: bool) -> None:
        raise NotImplementedError("the optimizer takes no loss scale")

    def zero_grad(self) -> None:
        self.optimizer.zero_grad()

    def set(self, name: str, value: Value, group: int) -> None:
        for theirs, number in self.names.translate(name, value):
            self.set_hyper(theirs, number)

    def set_hyper(self, theirs: str, value: Any) -> None:
        """Set a hyper-parameter by the optimizer's own name."""
        setattr(self.optimizer, theirs, value)

    def save(self) -> object:
        return self.optimizer.state_dict()

    def load(self, saved: object) -> None:
        self.optimizer.load_state_dict(saved)

    def pass_through_file(self, saved: object) -> object:
        return pickle.loads(pickle.dumps(saved))  # noqa: S301 - made here

    def set_sparse_gradients(self, gradients: Sequence[Floats | None]) -> None:
        raise NotImplementedError("gradients are dense arrays")

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        twin = copy(self)
        twin.params, twin.optimizer = by((self.params, self.optimizer))
        return twin

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        raise NotImplementedError("the optimizer has one set of hyper-parameters")

    def schedule(self, factor: float) -> None:
        raise NotImplementedError("the optimizer has no schedulers")

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        raise NotImplementedError("the optimizer has no step hooks")


def spread_in_memory(values: Floats) -> Floats:
    """Return the values in a non-contiguous array, with gaps and reversed axes in memory."""
    *others, first = values.shape[::-1]
    view: Floats = np.zeros((*others, 2 * first), values.dtype)[..., ::2].T
    view[...] = values
    return view


# Capabilities that optimizers of objects with .data and .grad do not have, with the reason.
UNSUPPORTED = {
    "groups": "the optimizer has one set of hyper-parameters",
    "add group": "the optimizer has one set of hyper-parameters",
    "group entries": "the optimizer has one set of hyper-parameters",
    "loss scaling": "the optimizer takes no loss scale",
    "closure": "step() takes no closure",
    "hooks": "the optimizer has no step hooks",
    "scheduler": "the optimizer has no schedulers",
    "tensor lr": "the learning rate is a number",
    "bfloat16": "NumPy has no bfloat16",
    "float16": "parameters are float32 or float64",
    "complex": "parameters are real",
    "complex branch": "parameters are real",
    "sparse": "gradients are dense arrays",
}
