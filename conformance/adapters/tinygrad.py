"""tinygrad's optimizers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import LACKS, PlainInstance
from properties.subjects.driver import Instance, Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, from_package, register, using
from .common.script_support import CHANGES, ScriptSupport


class TinygradInstance(PlainInstance):
    """A tinygrad optimizer over tensors, whose state has the precision of the parameters."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        from tinygrad import Tensor
        from tinygrad.helpers import DEFAULT_FLOAT

        super().__init__(names, plan)
        DEFAULT_FLOAT.value = plan.dtypes[0]
        both = zip(plan.arrays, plan.dtypes, strict=True)
        self.params = [Tensor(np.array(values, dtype)).contiguous() for values, dtype in both]
        for p in self.params:
            p.requires_grad = True  # what says so in older versions; newer ones take any tensor
        self.optimizer = target.thing(self.params, **self.arguments)

    def step(self) -> None:
        from tinygrad import Tensor

        for p, g in zip(self.params, self.given, strict=True):
            p.grad = None if g is None else Tensor(np.array(g), dtype=p.dtype)
        with _training():
            self.optimizer.step()

    def values(self) -> list[Floats]:
        return [np.array(p.numpy()) for p in self.params]

    def set(self, name: str, value: Value, group: int) -> None:
        rate = self.optimizer.lr
        rate.assign(rate.full_like(value)).realize()


def _training() -> AbstractContextManager[Any]:
    """Enter tinygrad's training mode, which optimizers require."""
    from tinygrad import Tensor, helpers

    if hasattr(helpers, "TRAINING"):
        training: AbstractContextManager[Any] = helpers.Context(TRAINING=1)
        return training
    older: AbstractContextManager[Any] = Tensor.train()
    return older


def _settable(instance: Instance, theirs: str) -> bool:
    return theirs == "lr"


TINYGRAD = register(
    Adapter(
        "tinygrad",
        "tinygrad's optimizers (needs tinygrad)",
        TinygradInstance,
        claims=from_package("tinygrad"),
        suits=using("tinygrad"),
        settable=_settable,
        lacks=lambda target: {**LACKS, "float64": "moments are float32 by default"},
        names={("lars", "trust_coefficient"): ("tcoef",)},
        script=ScriptSupport("tinygrad", CHANGES),
    )
)
