"""thinc's optimizers, which are called with a key, weights and their gradient."""

from __future__ import annotations

import numpy as np

from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import STEPS, ScriptSupport


class ThincDriver(BaseDriver):
    """An optimizer that stores moments by key and returns the weights."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [np.array(values, dtype) for values, dtype in both]
        self.optimizer = target.thing(**self.arguments)

    def step(self) -> None:
        for k, g in enumerate(self.pending_gradients):
            if g is not None:
                self.params[k], _ = self.optimizer((k, "W"), self.params[k], np.array(g))
        self.optimizer.step_schedules()


THINC = register(
    Adapter(
        "thinc",
        "thinc's optimizers (needs thinc)",
        ThincDriver,
        recognizes=is_from_package("thinc"),
        may_accept=uses_package("thinc"),
        unsupported=lambda target: {
            **UNSUPPORTED,
            "float64": "thinc's kernel of Adam supports float32 only",
        },
        takes_parameters=False,
        names={("", "lr"): ("learn_rate",), ("", "weight_decay"): ("L2",)},
        script=ScriptSupport("thinc.script.py.j2", STEPS),
    )
)
