"""river's optimizers, over dictionaries of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import STEPS, ScriptSupport

Key = tuple[int, int]


class RiverDriver(BaseDriver):
    """An optimizer over a dictionary with an entry for each element."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.shapes = [values.shape for values in spec.arrays]
        self.weights = dict(_entries(list(spec.arrays)))
        self.optimizer = target.thing(**self.arguments)

    def step(self) -> None:
        gradients = dict(_entries(self.pending_gradients))
        self.weights = self.optimizer.step(self.weights, gradients)

    def values(self) -> list[Floats]:
        return [
            np.array([self.weights[i, k] for k in range(int(np.prod(shape)))]).reshape(shape)
            for i, shape in enumerate(self.shapes)
        ]


def _entries(arrays: list[Any]) -> Iterator[tuple[Key, float]]:
    for i, values in enumerate(arrays):
        if values is not None:
            for k, value in enumerate(np.asarray(values).ravel()):
                yield (i, k), float(value)


RIVER = register(
    Adapter(
        "river",
        "river's optimizers, over dictionaries of numbers (needs river)",
        RiverDriver,
        recognizes=is_from_package("river"),
        may_accept=uses_package("river"),
        unsupported=lambda target: {**UNSUPPORTED, "float32": "weights are Python floats"},
        capabilities_to_probe=lambda target: frozenset({"scalar", "empty", "no gradient"}),
        takes_parameters=False,
        names={("rmsprop", "alpha"): ("rho",), ("sgd", "momentum"): ("rho",)},
        script=ScriptSupport("river.script.py.j2", STEPS),
    )
)  # fmt: skip
