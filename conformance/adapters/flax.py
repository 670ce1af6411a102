"""flax.nnx.Optimizer with an optax transformation."""

from __future__ import annotations

from typing import Any

from properties.subjects.base_driver import NEEDS_EVERY_GRADIENT, UNSUPPORTED, require_gradient
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.jax_x64 import match_jax_precision
from .common.script_support import STEPS, ScriptSupport
from .optax import OPTAX, OptaxDriver


class NnxDriver(OptaxDriver):
    """``nnx.Optimizer(module, transformation)``, which updates the module in place."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(target, names, spec)
        from flax import nnx

        class Parameters(nnx.Module):  # type: ignore[misc]
            """A module with parameters and no computation."""

            def __init__(self, arrays: list[Any]) -> None:
                for k, array in enumerate(arrays):
                    setattr(self, _parameter_name(k), nnx.Param(array))

        self.module = Parameters(self.params)
        self.optimizer = nnx.Optimizer(self.module, self.rule, wrt=nnx.Param)

    def init_state(self) -> Any:
        return None

    def compute_step(self) -> tuple[list[Any], Any]:
        import jax
        import jax.numpy as jnp
        from flax import nnx

        pairs = zip(self.pending_gradients, self.params, strict=True)
        leaves = [jnp.asarray(require_gradient(g), p.dtype) for g, p in pairs]
        tree = jax.tree.structure(nnx.state(self.module, nnx.Param))
        self.optimizer.update(self.module, jax.tree.unflatten(tree, leaves))
        return [
            getattr(self.module, _parameter_name(k))[...] for k in range(len(self.params))
        ], None


def _parameter_name(k: int) -> str:
    """Name a parameter so that names sort like numbers, as leaves of a tree are sorted by name."""
    return f"p{k:04}"


FLAX_NNX = register(
    Adapter(
        "flax-nnx",
        "optax transformations in flax.nnx.Optimizer (needs flax)",
        NnxDriver,
        recognizes=lambda target: False,
        unsupported=lambda target: {
            **UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT
        },
        takes_parameters=False,
        names=OPTAX.names,
        compiles=lambda target: True,
        context=match_jax_precision,
        script=ScriptSupport("flax.script.py.j2", STEPS),
    )
)  # fmt: skip
