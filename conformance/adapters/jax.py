"""jax.example_libraries: functions that return ``init, update, get_params``."""

from __future__ import annotations

from typing import Any

from properties.subjects.base_driver import EVERY, PURE_LACKS, present
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, from_package, register, using
from .common.jax_x64 import precise
from .common.script_support import RESUMES, ScriptSupport
from .optax import OptaxInstance


class TripleInstance(OptaxInstance):
    """The three functions, their state, and the step number that they take."""

    def begin(self) -> Any:
        return 0, self.rule[0](self.params)

    def move(self) -> tuple[list[Any], Any]:
        import jax.numpy as jnp

        _, update, get_params = self.rule
        count, state = self.state
        pairs = zip(self.given, self.params, strict=True)
        gradients = [jnp.asarray(present(g), p.dtype) for g, p in pairs]
        state = update(count, gradients, state)
        return list(get_params(state)), (count + 1, state)


def _build(target: Target, names: Names, plan: Plan) -> TripleInstance:
    return TripleInstance(target, names, plan)


JAX_TRIPLES = register(
    Adapter(
        "jax-triples",
        "functions that return init, update, get_params, as in jax.example_libraries (needs jax)",
        _build,
        claims=from_package("jax"),
        suits=using("jax"),
        settable=lambda instance, theirs: True,
        lacks=lambda target: {
            **PURE_LACKS, "no gradient": EVERY
        },
        takes_parameters=False,
        names={
            ("", "lr"): ("step_size",),
            ("", "betas"): ("b1", "b2"),
            ("sgd", "momentum"): ("mass",),
            ("rmsprop", "alpha"): ("gamma",),
        },
        context=precise,
        script=ScriptSupport("jax-triples", RESUMES),
    )
)  # fmt: skip
