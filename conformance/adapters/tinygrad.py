"""tinygrad's optimizers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import CHANGES, ScriptSupport


class TinygradDriver(BaseDriver):
    """A tinygrad optimizer over tensors, whose state has the precision of the parameters."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        from tinygrad import Tensor
        from tinygrad.helpers import DEFAULT_FLOAT

        super().__init__(names, spec)
        DEFAULT_FLOAT.value = spec.dtypes[0]
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [Tensor(np.array(values, dtype)).contiguous() for values, dtype in both]
        for p in self.params:
            # This attribute marks parameters in older versions; newer ones accept any tensor.
            p.requires_grad = True
        self.optimizer = target.thing(self.params, **self.arguments)

    def step(self) -> None:
        from tinygrad import Tensor

        for p, g in zip(self.params, self.pending_gradients, strict=True):
            p.grad = None if g is None else Tensor(np.array(g), dtype=p.dtype)
        with _training_mode():
            self.optimizer.step()

    def values(self) -> list[Floats]:
        return [np.array(p.numpy()) for p in self.params]

    def set(self, name: str, value: Value, group: int) -> None:
        rate = self.optimizer.lr
        rate.assign(rate.full_like(value)).realize()


def _training_mode() -> AbstractContextManager[Any]:
    """Enter tinygrad's training mode, which optimizers require."""
    from tinygrad import Tensor, helpers

    if hasattr(helpers, "TRAINING"):
        training: AbstractContextManager[Any] = helpers.Context(TRAINING=1)
        return training
    older: AbstractContextManager[Any] = Tensor.train()
    return older


def _can_set(driver: Driver, theirs: str) -> bool:
    return theirs == "lr"


TINYGRAD = register(
    Adapter(
        "tinygrad",
        "tinygrad's optimizers (needs tinygrad)",
        TinygradDriver,
        recognizes=is_from_package("tinygrad"),
        may_accept=uses_package("tinygrad"),
        can_set=_can_set,
        unsupported=lambda target: {**UNSUPPORTED, "float64": "moments are float32 by default"},
        names={("lars", "trust_coefficient"): ("tcoef",)},
        script=ScriptSupport("tinygrad.script.py.j2", CHANGES),
    )
)
