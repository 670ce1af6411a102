"""Optimizers whose step takes a model or a layer: ``step(net)``, ``update(layer)``."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.assignable import can_assign
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, register, reject_all
from .common.layers import Layer, Model
from .common.step_method import CALLED, required_arguments

MODELS = {"net", "network", "model", "nn", "mlp", "module", "neural_network"}
LAYERS = {"layers"}
LAYER = {"layer", "lyr"}
BEFORE, AFTER = ("pre_update_params", "pre_update"), ("post_update_params", "post_update")


@dataclass(frozen=True)
class ModelMethod:
    """A method that takes a model, a list of layers or one layer; ``argument`` says which."""

    name: str
    argument: str


class ModelsDriver(BaseDriver):
    """An optimizer that reads parameters and gradients from layers.

    Parameters alternate as weights and biases of the layers. With a weight decay every parameter is
    a weight, because it is common not to decay biases.
    """

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        found = find_model_method(target.thing)
        if found is None:
            raise LookupError("no method takes a model, layers or a layer")
        self.method = found
        self.dtypes = spec.dtypes
        arrays = [np.array(v, d) for v, d in zip(spec.arrays, spec.dtypes, strict=True)]
        size = 1 if self.hyper.get("weight_decay") else 2
        self.layers = [Layer(arrays[k : k + size]) for k in range(0, len(arrays), size)]
        self.model = Model(self.layers)
        self.optimizer = target.thing(**self.arguments)

    def values(self) -> list[Floats]:
        return [np.asarray(p.data) for layer in self.layers for p in layer.given]

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        self.pending_gradients = [
            None if g is None else np.array(g, d)
            for g, d in zip(gradients, self.dtypes, strict=True)
        ]

    def step(self) -> None:
        parameters = [p for layer in self.layers for p in layer.given]
        for p, g in zip(parameters, self.pending_gradients, strict=True):
            p.grad = g
        method = getattr(self.optimizer, self.method.name)
        self._call(BEFORE)
        if self.method.argument in LAYER:
            for layer in self.layers:
                method(layer)
        else:
            method(self.layers if self.method.argument in LAYERS else self.model)
        self._call(AFTER)

    def _call(self, names: tuple[str, ...]) -> None:
        for name in names:
            if hasattr(self.optimizer, name):
                getattr(self.optimizer, name)()
                return

    def set(self, name: str, value: Value, group: int) -> None:
        for theirs, number in self.names.translate(name, value):
            setattr(self.optimizer, theirs, number)


def find_model_method(thing: Any) -> ModelMethod | None:
    """Find the method of a class that takes a model, layers or a layer alone."""
    for name in CALLED if inspect.isclass(thing) else ():
        taken = required_arguments(getattr(thing, name, None))
        if len(taken) == 1 and taken[0] in MODELS | LAYERS | LAYER:
            return ModelMethod(name, taken[0])
    return None


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, ModelsDriver)
    return can_assign(driver.optimizer, theirs)


def _describe(target: Target) -> list[str]:
    method = find_model_method(target.thing)
    if method is None:
        return []
    return [
        f"{target.attribute}.{method.name} is called with {method.argument}: parameters are by "
        "turns weights and biases of layers; with weight decay all are weights"
    ]


HANDED_MODELS = register(
    Adapter(
        "handed-models",
        "optimizers with step or update methods that take a model, a list of layers or a layer",
        ModelsDriver,
        recognizes=reject_all,
        may_accept=lambda target: find_model_method(target.thing) is not None,
        rank=lambda target: -2,
        can_set=_can_set,
        unsupported=lambda target: UNSUPPORTED,
        takes_parameters=False,
        assumptions=lambda target, names: _describe(target),
    )
)
