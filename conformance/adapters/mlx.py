"""MLX's optimizers, which return new parameters and keep state."""

from __future__ import annotations

from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import NEEDS_EVERY_GRADIENT, UNSUPPORTED, BaseDriver
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.script_support import CHANGES, ScriptSupport


class MlxDriver(BaseDriver):
    """An MLX optimizer over a tree of arrays, on the CPU."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        import mlx.core as mx

        super().__init__(names, spec)
        mx.set_default_device(mx.cpu)
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [_to_array(values, dtype) for values, dtype in both]
        self.optimizer = target.thing(**self.arguments)

    def step(self) -> None:
        pairs = enumerate(zip(self.pending_gradients, self.params, strict=True))
        present = {str(k): (g, p) for k, (g, p) in pairs if g is not None}
        gradients = {k: _to_array(g, _dtype_name(p.dtype)) for k, (g, p) in present.items()}
        moved = self.optimizer.apply_gradients(gradients, {k: p for k, (_, p) in present.items()})
        for k, value in moved.items():
            self.params[int(k)] = value

    def values(self) -> list[Floats]:
        return [np.array(p) for p in self.params]

    def set(self, name: str, value: Value, group: int) -> None:
        self.optimizer.learning_rate = value


def _to_array(values: Floats, dtype: str) -> Any:
    import mlx.core as mx

    return mx.array(np.array(values), dtype=getattr(mx, dtype))


def _dtype_name(dtype: Any) -> str:
    return str(dtype).rpartition(".")[2]


def _can_set(driver: Driver, theirs: str) -> bool:
    return theirs == "learning_rate"


MLX = register(
    Adapter(
        "mlx",
        "MLX's optimizers, on the CPU (needs mlx)",
        MlxDriver,
        recognizes=is_from_package("mlx"),
        may_accept=uses_package("mlx"),
        can_set=_can_set,
        unsupported=lambda target: {
            **UNSUPPORTED,
            "float64": "MLX keeps its learning rate and its counters in float32",
            "no gradient": NEEDS_EVERY_GRADIENT,
        },
        capabilities_to_probe=lambda target: frozenset({"float32", "scalar", "empty"}),
        takes_parameters=False,
        names={("", "lr"): ("learning_rate",), ("rmsprop", "alpha"): ("alpha",)},
        script=ScriptSupport("mlx.script.py.j2", CHANGES),
    )
)  # fmt: skip
