"""Optimizers that hold arrays and take gradients: ``Adam(params).step(grads)``."""

from __future__ import annotations

from collections.abc import Sequence
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
from .common.array_library import array_constructor, detect_array_library
from .common.jax_x64 import match_jax_precision
from .common.step_method import find_gradient_method


class HeldArraysDriver(BaseDriver):
    """An optimizer that is built with arrays; its step writes into them or returns new ones."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.array = array_constructor(target)
        self.dtypes = spec.dtypes
        self.params = [self.array(v, d) for v, d in zip(spec.arrays, spec.dtypes, strict=True)]
        self.optimizer = target.thing(spec.constructor_parameters(self.params), **self.arguments)
        self.method = find_gradient_method(target.thing) or "step"

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        both = zip(gradients, self.dtypes, strict=True)
        self.pending_gradients = [None if g is None else self.array(g, d) for g, d in both]

    def step(self) -> None:
        returned = getattr(self.optimizer, self.method)(self.pending_gradients)
        if _are_parameters(returned, self.params):
            self.params = list(returned)

    def write(self, values: Sequence[Floats]) -> None:
        for k, (value, dtype) in enumerate(zip(values, self.dtypes, strict=True)):
            if isinstance(self.params[k], np.generic):
                # A step of a scalar array may leave a NumPy number, which cannot be written into.
                self._replace(k, np.asarray(value, dtype))
            else:
                self.params[k][...] = self.array(value, dtype)

    def _replace(self, k: int, value: Floats) -> None:
        """Replace a parameter where the optimizer keeps it."""
        for held in vars(self.optimizer).values():
            if isinstance(held, list) and any(one is self.params[k] for one in held):
                held[:] = [value if one is self.params[k] else one for one in held]
        self.params[k] = value

    def set(self, name: str, value: Value, group: int) -> None:
        for theirs, number in self.names.translate(name, value):
            setattr(self.optimizer, theirs, number)


def _are_parameters(returned: Any, params: Sequence[Any]) -> bool:
    return isinstance(returned, list | tuple) and [np.shape(a) for a in returned] == [
        np.shape(p) for p in params
    ]


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, HeldArraysDriver)
    return can_assign(driver.optimizer, theirs)


def _list_unsupported(target: Target) -> dict[str, str]:
    kept = detect_array_library(target) == "jax"  # its arrays cannot be written into
    return {name: reason for name, reason in UNSUPPORTED.items() if name != "write" or kept}


HELD_ARRAYS = register(
    Adapter(
        "held-arrays",
        "optimizers that are built with a list of arrays and whose step takes the gradients",
        HeldArraysDriver,
        recognizes=reject_all,
        may_accept=lambda target: find_gradient_method(target.thing) is not None,
        rank=lambda target: -1,
        can_set=_can_set,
        unsupported=_list_unsupported,
        context=match_jax_precision,
    )
)
