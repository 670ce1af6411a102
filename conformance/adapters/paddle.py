"""Paddle's optimizers in dynamic mode."""

from __future__ import annotations

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import CHANGES, ScriptSupport


class PaddleDriver(BaseDriver):
    """A Paddle optimizer over tensors; parameters are a keyword argument."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        import paddle

        super().__init__(names, spec)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [
            paddle.to_tensor(np.array(values, dtype), stop_gradient=False)
            for values, dtype in both
        ]  # fmt: skip
        self.optimizer = target.thing(parameters=self.params, **self.arguments)

    def step(self) -> None:
        import paddle

        for p, g in zip(self.params, self.pending_gradients, strict=True):
            p.grad = None if g is None else paddle.to_tensor(np.array(g, "float32"))
        self.optimizer.step()

    def values(self) -> list[Floats]:
        return [np.array(p.numpy()) for p in self.params]

    def set(self, name: str, value: Value, group: int) -> None:
        self.optimizer.set_lr(value)


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, PaddleDriver)
    # Rprop reads its learning rate, the initial step size, at construction only.
    return theirs == "learning_rate" and type(driver.optimizer).__name__ != "Rprop"


PADDLE = register(
    Adapter(
        "paddle",
        "Paddle's optimizers (needs paddlepaddle)",
        PaddleDriver,
        recognizes=is_from_package("paddle"),
        may_accept=uses_package("paddle"),
        can_set=_can_set,
        unsupported=lambda target: {
            **UNSUPPORTED, "float64": "Paddle's kernels take hyper-parameters in float32"
        },
        takes_parameters=False,
        names={
            ("", "lr"): ("learning_rate",),
            ("", "betas"): ("beta1", "beta2"),
            ("", "eps"): ("epsilon",),
            ("rmsprop", "alpha"): ("rho",),
            ("lamb", "weight_decay"): ("lamb_weight_decay",),
            ("rprop", "step_sizes"): ("learning_rate_range",),
        },
        script=ScriptSupport("paddle.script.py.j2", CHANGES),
    )
)  # fmt: skip
