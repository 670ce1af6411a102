"""scikit-learn: the optimizers of its neural networks."""

from __future__ import annotations

import numpy as np

from properties.subjects.base_driver import (
    NEEDS_EVERY_GRADIENT,
    UNSUPPORTED,
    BaseDriver,
    require_gradient,
)
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register
from .common.script_support import STEPS, ScriptSupport


class SklearnDriver(BaseDriver):
    """An optimizer that updates the arrays it was built with in place."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [np.array(values, dtype) for values, dtype in both]
        self.optimizer = target.thing(self.params, **self.arguments)

    def step(self) -> None:
        self.optimizer.update_params(
            self.params, [require_gradient(g) for g in self.pending_gradients]
        )


SKLEARN = register(
    Adapter(
        "sklearn",
        "scikit-learn's stochastic optimizers, with update_params (needs scikit-learn)",
        SklearnDriver,
        recognizes=is_from_package("sklearn"),
        may_accept=lambda target: hasattr(target.thing, "update_params"),
        capabilities_to_probe=lambda target: frozenset({"float32", "scalar", "empty"}),
        unsupported=lambda target: {
            **UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT
        },
        names={
            ("", "lr"): ("learning_rate_init",),
            ("", "betas"): ("beta_1", "beta_2"),
            ("", "eps"): ("epsilon",),
        },
        script=ScriptSupport("sklearn.script.py.j2", STEPS),
    )
)  # fmt: skip
