"""Base classes of optimizers that adapters build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

NEEDS_EVERY_GRADIENT = "the optimizer needs a gradient for every parameter"

# Capabilities that a library need not have; an adapter that supports one removes the entry.
UNSUPPORTED = {
    "groups": "the adapter builds optimizers with one parameter group",
    "add group": "the adapter builds optimizers with one parameter group",
    "group entries": "the adapter builds optimizers with one parameter group",
    "write": "the adapter does not write parameters between steps",
    "loss scaling": "the optimizer takes no loss scale",
    "eval mode": "the adapter does not switch to evaluation mode",
    "zero_grad": "gradients are passed to each step and not stored",
    "resume": "the adapter does not save state",
    "restores hyper": "a saved state contains no hyper-parameters",
    "deepcopy": "the adapter does not copy optimizers",
    "pickle": "the adapter does not copy optimizers",
    "file": "the adapter does not write files",
    "strided": "the parameters have no memory layout",
    "generator": "parameters are passed as a list",
    "closure": "the optimizer takes no closure",
    "hooks": "the optimizer has no hooks",
    "scheduler": "the adapter does not support schedulers",
    "tensor lr": "the adapter passes numbers",
    "bfloat16": "the adapter passes float64 and float32",
    "float16": "the adapter passes float64 and float32",
    "several dtypes": "the adapter passes one precision",
    "mixed": "the adapter passes gradients in the parameters' precision",
    "complex": "the adapter passes real numbers",
    "complex branch": "the adapter passes real numbers",
    "sparse": "the adapter passes dense gradients",
    "refusals": "the library does not document that it validates hyper-parameters",
}


def require_gradient(gradient: Floats | None) -> Floats:
    """Require a gradient, for optimizers that need one for each parameter."""
    if gradient is None:
        raise NotImplementedError(NEEDS_EVERY_GRADIENT)
    return gradient


def _buffer(gradient: Any) -> Floats:
    """Return the buffer of a gradient, or a copy if it is read-only."""
    buffer = np.asarray(gradient)
    return buffer if buffer.flags.writeable else buffer.copy()


class BaseDriver:
    """An optimizer with its parameters. Unsupported operations raise NotImplementedError.

    Attributes:
        params: The parameters, as arrays of the library.
        pending_gradients: The gradients of the next step.
    """

    def __init__(self, names: HyperNames, spec: BuildSpec) -> None:
        self.names = names
        self.hyper = dict(spec.groups[0])
        self.params: list[Any] = []
        self.pending_gradients: list[Any] = []

    @property
    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the constructor with the current hyper-parameters."""
        return self.names.arguments(self.hyper)

    def step(self) -> None:
        raise NotImplementedError("the adapter does not implement steps")

    def values(self) -> list[Floats]:
        return [np.asarray(p) for p in self.params]

    def gradients(self) -> list[Floats | None]:
        return [None if g is None else _buffer(g) for g in self.pending_gradients]

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        self.pending_gradients = list(gradients)

    def step_with(self, closure: Callable[[], float]) -> float | None:
        raise NotImplementedError(UNSUPPORTED["closure"])

    def write(self, values: Sequence[Floats]) -> None:
        raise NotImplementedError(UNSUPPORTED["write"])

    def look(self, calls: int) -> list[Floats]:
        raise NotImplementedError(UNSUPPORTED["eval mode"])

    def step_scaled(self, scale: float, overflow: bool) -> None:
        raise NotImplementedError(UNSUPPORTED["loss scaling"])

    def zero_grad(self) -> None:
        raise NotImplementedError(UNSUPPORTED["zero_grad"])

    def set(self, name: str, value: Value, group: int) -> None:
        raise NotImplementedError("the adapter does not change hyper-parameters")

    def save(self) -> object:
        raise NotImplementedError(UNSUPPORTED["resume"])

    def load(self, saved: object) -> None:
        raise NotImplementedError(UNSUPPORTED["resume"])

    def pass_through_file(self, saved: object) -> object:
        raise NotImplementedError(UNSUPPORTED["file"])

    def set_sparse_gradients(self, gradients: Sequence[Floats | None]) -> None:
        raise NotImplementedError(UNSUPPORTED["sparse"])

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        raise NotImplementedError(UNSUPPORTED["deepcopy"])

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        raise NotImplementedError(UNSUPPORTED["groups"])

    def schedule(self, factor: float) -> None:
        raise NotImplementedError(UNSUPPORTED["scheduler"])

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        raise NotImplementedError(UNSUPPORTED["hooks"])


class PureDriver(BaseDriver):
    """An optimizer of pure functions: parameters and state are immutable values.

    ``compute_step`` returns the parameters and the state after a step, with the current
    hyper-parameters.
    """

    def __init__(self, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.state: Any = None

    def compute_step(self) -> tuple[list[Any], Any]:
        """Compute the parameters and the state after one step."""
        raise NotImplementedError("the adapter does not implement steps")

    def step(self) -> None:
        self.params, self.state = self.compute_step()

    def set(self, name: str, value: Value, group: int) -> None:
        self.hyper[name] = value

    def save(self) -> object:
        return self.state

    def load(self, saved: object) -> None:
        self.state = saved

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        twin = copy(self)
        twin.params, twin.state = by((self.params, self.state))
        return twin


PURE_UNSUPPORTED = {
    capability: reason
    for capability, reason in UNSUPPORTED.items()
    if capability not in ("resume", "deepcopy", "pickle")
} | {"own saved state": "the state is what the functions return, and the adapter keeps it"}
