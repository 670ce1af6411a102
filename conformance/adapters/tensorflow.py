"""TensorFlow's optimizers of ``tf.compat.v1.train``, in eager mode."""

from __future__ import annotations

import numpy as np

from properties.scenarios.model import Floats
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import UnsupportedScenario

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import STEPS, ScriptSupport


class TensorflowDriver(BaseDriver):
    """An optimizer that takes pairs of gradients and variables."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        import tensorflow

        super().__init__(names, spec)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [tensorflow.Variable(np.array(values, dtype)) for values, dtype in both]
        self.optimizer = target.thing(**self.arguments)

    def step(self) -> None:
        import tensorflow

        given = [
            (tensorflow.constant(np.array(g, p.dtype.as_numpy_dtype)), p)
            for g, p in zip(self.pending_gradients, self.params, strict=True)
            if g is not None
        ]
        if not given:
            raise UnsupportedScenario("TensorFlow rejects a step without any gradient")
        self.optimizer.apply_gradients(given)

    def values(self) -> list[Floats]:
        return [np.array(p.numpy()) for p in self.params]


TENSORFLOW = register(
    Adapter(
        "tensorflow",
        "TensorFlow's optimizers of tf.compat.v1.train (needs tensorflow)",
        TensorflowDriver,
        recognizes=is_from_package("tensorflow"),
        may_accept=uses_package("tensorflow"),
        unsupported=lambda target: {
            **UNSUPPORTED, "float64": "TensorFlow stores hyper-parameters in float32"
        },
        takes_parameters=False,
        names={
            ("", "lr"): ("learning_rate",),
            ("", "betas"): ("beta1", "beta2"),
            ("", "eps"): ("epsilon",),
            ("rmsprop", "alpha"): ("decay",),
            ("rmsprop", "weight_decay"): (),
        },
        compiles=lambda target: True,
        script=ScriptSupport("tensorflow.script.py.j2", STEPS),
    )
)  # fmt: skip
