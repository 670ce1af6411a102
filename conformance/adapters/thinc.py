"""thinc's optimizers, which are called with a key, weights and their gradient."""

from __future__ import annotations

import numpy as np

from properties.subjects.base_driver import LACKS, PlainInstance
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, from_package, register, using
from .common.script_support import STEPS, ScriptSupport


class ThincInstance(PlainInstance):
    """An optimizer that stores moments by key and returns the weights."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        both = zip(plan.arrays, plan.dtypes, strict=True)
        self.params = [np.array(values, dtype) for values, dtype in both]
        self.optimizer = target.thing(**self.arguments)

    def step(self) -> None:
        for k, g in enumerate(self.given):
            if g is not None:
                self.params[k], _ = self.optimizer((k, "W"), self.params[k], np.array(g))
        self.optimizer.step_schedules()


THINC = register(
    Adapter(
        "thinc",
        "thinc's optimizers (needs thinc)",
        ThincInstance,
        claims=from_package("thinc"),
        suits=using("thinc"),
        lacks=lambda target: {**LACKS, "float64": "thinc's kernel of Adam supports float32 only"},
        takes_parameters=False,
        names={("", "lr"): ("learn_rate",), ("", "weight_decay"): ("L2",)},
        script=ScriptSupport("thinc", STEPS),
    )
)
