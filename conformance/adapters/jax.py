"""jax.example_libraries: functions that return ``init, update, get_params``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from properties.subjects.base_driver import NEEDS_EVERY_GRADIENT, PURE_UNSUPPORTED
from properties.subjects.driver import BuildSpec
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register, uses_package
from .common.jax_x64 import match_jax_precision
from .common.script_support import RESUMES, ScriptSupport
from .optax import OptaxDriver, explain_python_steps


class TripleDriver(OptaxDriver):
    """The three functions, their state and the number of the step, which they require."""

    def init_state(self) -> Any:
        return 0, self.rule[0](self.params)

    def make_step(self, rule: Any) -> Callable[..., tuple[list[Any], Any]]:
        _, update, get_params = rule

        def step(gradients: Any, state: Any, params: Any) -> tuple[list[Any], Any]:
            count, kept = state
            kept = update(count, gradients, kept)
            return list(get_params(kept)), (count + 1, kept)

        return step


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
        assumptions=explain_python_steps,
        script=ScriptSupport("jax.script.py.j2", RESUMES),
    )
)  # fmt: skip
