"""Keras 3, with any backend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import UnsupportedScenario

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.jax_x64 import match_jax_precision
from .common.script_support import RESUMES, ScriptSupport


class KerasDriver(BaseDriver):
    """A Keras optimizer with variables, whose state has the precision of the parameters."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        import keras

        super().__init__(names, spec)
        keras.config.set_floatx(spec.dtypes[0])
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [keras.Variable(values, dtype=dtype) for values, dtype in both]
        self.optimizer = target.thing(**self.arguments)
        self.optimizer.build(self.params)

    def step(self) -> None:
        import keras

        pairs = zip(self.pending_gradients, self.params, strict=True)
        gradients = [
            None if g is None else keras.ops.convert_to_tensor(g, dtype=p.dtype) for g, p in pairs
        ]
        if all(g is None for g in gradients):
            raise UnsupportedScenario("Keras rejects a step without any gradient")
        self.optimizer.apply(gradients, self.params)

    def values(self) -> list[Floats]:
        import keras

        return [np.array(keras.ops.convert_to_numpy(p.value)) for p in self.params]

    def set(self, name: str, value: Value, group: int) -> None:
        self.optimizer.learning_rate = value

    def save(self) -> object:
        store: dict[str, Any] = {}
        self.optimizer.save_own_variables(store)
        return {name: np.array(value) for name, value in store.items()}

    def load(self, saved: object) -> None:
        self.optimizer.load_own_variables(saved)


def _can_set(driver: Driver, theirs: str) -> bool:
    return theirs == "learning_rate"


def _backend() -> str:
    import keras

    return str(keras.backend.backend())


def _list_unsupported(target: Target) -> Mapping[str, str]:
    unsupported = {k: v for k, v in UNSUPPORTED.items() if k != "resume"}
    if _backend() == "tensorflow":
        unsupported["float64"] = "TensorFlow converts Python numbers to float32"
    return unsupported


KERAS = register(
    Adapter(
        "keras",
        "Keras 3 optimizers (needs keras and a backend)",
        KerasDriver,
        recognizes=is_from_package("keras"),
        may_accept=uses_package("keras"),
        can_set=_can_set,
        unsupported=_list_unsupported,
        capabilities_to_probe=lambda target: frozenset({"float32", "scalar", "empty", "no gradient",
        "resume"}),
        takes_parameters=False,
        names={
            ("", "lr"): ("learning_rate",),
            ("", "betas"): ("beta_1", "beta_2"),
            ("", "eps"): ("epsilon",),
            ("rmsprop", "alpha"): ("rho",),
            ("muon", "eps"): (),
            ("adafactor", "beta2_decay"): ("beta_2_decay",),
            ("adafactor", "eps"): ("epsilon_1", "epsilon_2"),
            ("adafactor", "d"): ("clip_threshold",),
        },
        compiles=lambda target: _backend() in ("jax", "tensorflow"),
        context=match_jax_precision,
        script=ScriptSupport("keras.script.py.j2", RESUMES),
    )
)  # fmt: skip
