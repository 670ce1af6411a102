"""scikit-learn: the optimizers of its neural networks."""

from __future__ import annotations

import numpy as np

from properties.subjects.base_driver import EVERY, LACKS, PlainInstance, present
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, from_package, register
from .common.script_support import STEPS, ScriptSupport


class SklearnInstance(PlainInstance):
    """An optimizer that updates the arrays it was built with in place."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        both = zip(plan.arrays, plan.dtypes, strict=True)
        self.params = [np.array(values, dtype) for values, dtype in both]
        self.optimizer = target.thing(self.params, **self.arguments)

    def step(self) -> None:
        self.optimizer.update_params(self.params, [present(g) for g in self.given])


SKLEARN = register(
    Adapter(
        "sklearn",
        "scikit-learn's stochastic optimizers, with update_params (needs scikit-learn)",
        SklearnInstance,
        claims=from_package("sklearn"),
        suits=lambda target: hasattr(target.thing, "update_params"),
        probed=lambda target: frozenset({"float32", "scalar", "empty"}),
        lacks=lambda target: {
            **LACKS, "no gradient": EVERY
        },
        names={
            ("", "lr"): ("learning_rate_init",),
            ("", "betas"): ("beta_1", "beta_2"),
            ("", "eps"): ("epsilon",),
        },
        script=ScriptSupport("sklearn", STEPS),
    )
)  # fmt: skip
