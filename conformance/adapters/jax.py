"""jax.example_libraries: functions that return ``init, update, get_params``."""

from __future__ import annotations

from typing import Any

from properties.subjects.base_driver import NEEDS_EVERY_GRADIENT, PURE_UNSUPPORTED, require_gradient
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.jax_x64 import match_jax_precision
from .common.script_support import RESUMES, ScriptSupport
from .optax import OptaxDriver


class TripleDriver(OptaxDriver):
    """The three functions, their state and the number of the step, which they require."""

    def init_state(self) -> Any:
        return 0, self.rule[0](self.params)

    def compute_step(self) -> tuple[list[Any], Any]:
        import jax.numpy as jnp

        _, update, get_params = self.rule
        count, state = self.state
        pairs = zip(self.pending_gradients, self.params, strict=True)
        gradients = [jnp.asarray(require_gradient(g), p.dtype) for g, p in pairs]
        state = update(count, gradients, state)
        return list(get_params(state)), (count + 1, state)


def _build(target: Target, names: HyperNames, spec: BuildSpec) -> TripleDriver:
    return TripleDriver(target, names, spec)


JAX_TRIPLES = register(
    Adapter(
        "jax-triples",
        "functions that return init, update, get_params, as in jax.example_libraries (needs jax)",
        _build,
        recognizes=is_from_package("jax"),
        may_accept=uses_package("jax"),
        can_set=lambda driver, theirs: True,
        unsupported=lambda target: {
            **PURE_UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT
        },
        takes_parameters=False,
        names={
            ("", "lr"): ("step_size",),
            ("", "betas"): ("b1", "b2"),
            ("sgd", "momentum"): ("mass",),
            ("rmsprop", "alpha"): ("gamma",),
        },
        compiles=lambda target: True,
        context=match_jax_precision,
        script=ScriptSupport("jax.script.py.j2", RESUMES),
    )
)  # fmt: skip
