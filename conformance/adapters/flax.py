"""flax.nnx.Optimizer with an optax transformation."""

from __future__ import annotations

from typing import Any

from properties.subjects.base_driver import EVERY, LACKS, present
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.jax_x64 import precise
from .common.script_support import STEPS, ScriptSupport
from .optax import OPTAX, OptaxInstance


class NnxInstance(OptaxInstance):
    """``nnx.Optimizer(module, transformation)``, which updates the module in place."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        super().__init__(target, names, plan)
        from flax import nnx

        class Parameters(nnx.Module):  # type: ignore[misc]
            """A module with parameters and no computation."""

            def __init__(self, arrays: list[Any]) -> None:
                for k, array in enumerate(arrays):
                    setattr(self, _name(k), nnx.Param(array))

        self.module = Parameters(self.params)
        self.optimizer = nnx.Optimizer(self.module, self.rule, wrt=nnx.Param)

    def begin(self) -> Any:
        return None

    def move(self) -> tuple[list[Any], Any]:
        import jax
        import jax.numpy as jnp
        from flax import nnx

        pairs = zip(self.given, self.params, strict=True)
        leaves = [jnp.asarray(present(g), p.dtype) for g, p in pairs]
        tree = jax.tree.structure(nnx.state(self.module, nnx.Param))
        self.optimizer.update(self.module, jax.tree.unflatten(tree, leaves))
        return [getattr(self.module, _name(k))[...] for k in range(len(self.params))], None


def _name(k: int) -> str:
    """Name a parameter so that names sort like numbers, as leaves of a tree are sorted by name."""
    return f"p{k:04}"


FLAX_NNX = register(
    Adapter(
        "flax-nnx",
        "optax transformations in flax.nnx.Optimizer (needs flax)",
        NnxInstance,
        claims=lambda target: False,
        lacks=lambda target: {
            **LACKS, "no gradient": EVERY
        },
        takes_parameters=False,
        names=OPTAX.names,
        context=precise,
        script=ScriptSupport("flax-nnx", STEPS),
    )
)  # fmt: skip
