"""optax: gradient transformations, and functions that return one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import (
    NEEDS_EVERY_GRADIENT,
    PURE_UNSUPPORTED,
    PureDriver,
    require_gradient,
)
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames

from ..targets.resolve import Target
from .common.adapter import Adapter, is_from_package, register
from .common.compiled_choice import find_obstacle, list_obstacles
from .common.compiled_steps import CompiledStep, Origin, StepSequence, find_compiled_step
from .common.jax_x64 import match_jax_precision
from .common.script_support import RESUMES, ScriptSupport


class OptaxDriver(PureDriver):
    """A transformation with its parameters and state."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        super().__init__(names, spec)
        self.make = target.thing
        both = zip(spec.arrays, spec.dtypes, strict=True)
        self.params = [_to_array(values, dtype) for values, dtype in both]
        self.rebuild()
        self.state = self.init_state()

    def rebuild(self) -> None:
        """Build the transformation with the current hyper-parameters, and its step."""
        self.rule = self.build_transformation()
        self.compute = self.make_step(self.rule)
        self.steps = StepSequence()
        arguments = self.arguments
        self.origin = Origin(self.make, repr(arguments))
        flags = {name: value for name, value in arguments.items() if not _has_floats(value)}
        self.flags = Origin(self.make, repr(flags))

    def build_transformation(self) -> Any:
        """Build the transformation with the current hyper-parameters."""
        return self.make if _is_transformation(self.make) else self.make(**self.arguments)

    def make_step(self, rule: Any) -> Callable[..., tuple[list[Any], Any]]:
        """Return the step of a transformation as a function of gradients, state and parameters."""

        def step(gradients: Any, state: Any, params: Any) -> tuple[list[Any], Any]:
            import optax

            updates, state = rule.update(gradients, state, params)
            return optax.apply_updates(params, updates), state

        return step

    def init_state(self) -> Any:
        """Build the initial state."""
        return self.rule.init(self.params)

    def compute_step(self) -> tuple[list[Any], Any]:
        both = zip(self.pending_gradients, self.params, strict=True)
        # jax may read an array of NumPy after the step, when the buffer of the gradient is reused.
        return self.apply([np.array(require_gradient(g), p.dtype) for g, p in both])

    def apply(self, gradients: list[Any]) -> tuple[list[Any], Any]:
        """Compute the parameters and the state after a step with these gradients.

        The step is compiled as a whole, as in training loops, unless it gives other results then.
        """
        import jax.numpy as jnp

        arguments = (gradients, self.state, self.params)
        compiled = self.steps.find(arguments, self.find_step)
        if compiled is None:
            return self.compute(list(map(jnp.asarray, gradients)), self.state, self.params)
        params, state = compiled(*arguments)
        self.steps.note_results((state, params))
        return params, state

    def find_step(self, arguments: tuple[Any, ...]) -> CompiledStep | None:
        """Return the compiled step for such arguments; None if Python runs it."""
        if not self.can_be_compiled():
            return None
        return find_compiled_step(self.origin, self.compute, arguments)

    def can_be_compiled(self) -> bool:
        """Whether steps can be compiled, which may depend on flags of the constructor."""
        return find_obstacle(self.flags, self.build_example) is None

    def build_example(self) -> tuple[Callable[..., tuple[list[Any], Any]], tuple[Any, ...]]:
        """Return the step of another transformation, with made-up arguments.

        Tracing may change variables of a transformation.
        """
        import jax.numpy as jnp

        twin = copy(self)
        values = [np.linspace(0.5, 2.0, p.size).reshape(p.shape) for p in self.params]
        types = [p.dtype for p in self.params]
        twin.params = [jnp.asarray(v, dtype) for v, dtype in zip(values, types, strict=True)]
        gradients = [jnp.asarray(0.75 - v, dtype) for v, dtype in zip(values, types, strict=True)]
        twin.rebuild()
        return twin.compute, (gradients, twin.init_state(), twin.params)

    def set(self, name: str, value: Value, group: int) -> None:
        super().set(name, value, group)
        self.rebuild()
        for theirs, number in self.names.translate(name, value):
            self.state = _inject_hyper(self.state, theirs, number)

    def values(self) -> list[Floats]:
        return [
            np.asarray(p, "float32") if str(p.dtype) == "bfloat16" else np.asarray(p)
            for p in self.params
        ]


def _has_floats(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, tuple) and any(map(_has_floats, value)))


def _inject_hyper(state: Any, theirs: str, number: Value) -> Any:
    """Set a hyper-parameter that ``optax.inject_hyperparams`` keeps in the state."""
    import jax
    import jax.numpy as jnp

    def update_hyperparams(part: Any) -> Any:
        kept = getattr(part, "hyperparams", {})
        if theirs not in kept:
            return part
        return part._replace(hyperparams={**kept, theirs: jnp.asarray(number, kept[theirs].dtype)})

    return jax.tree.map(
        update_hyperparams, state, is_leaf=lambda part: hasattr(part, "hyperparams")
    )


def _to_array(values: Floats, dtype: str) -> Any:
    import jax.numpy as jnp

    return jnp.asarray(values, getattr(jnp, dtype))


def _is_transformation(thing: Any) -> bool:
    return hasattr(thing, "init") and hasattr(thing, "update")


def _uses_optax(target: Target) -> bool:
    return "optax" in sys.modules and (_is_transformation(target.thing) or target.uses("optax"))


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, OptaxDriver)
    return not _is_transformation(driver.make)


def explain_python_steps(target: Target, names: HyperNames) -> Iterator[str]:
    """Explain why steps are not compiled, if they are not."""
    for obstacle in list_obstacles(target.thing):
        yield f"steps are run by Python and not compiled, because {obstacle}"


UNSUPPORTED = {
    k: v for k, v in PURE_UNSUPPORTED.items() if k not in ("bfloat16", "float16", "several dtypes")
}

OPTAX = register(
    Adapter(
        "optax",
        "optax's gradient transformations, and functions that return one (needs optax)",
        OptaxDriver,
        recognizes=is_from_package("optax"),
        may_accept=_uses_optax,
        can_set=_can_set,
        unsupported=lambda target: {
            **UNSUPPORTED, "no gradient": NEEDS_EVERY_GRADIENT
        },
        capabilities_to_probe=lambda target: frozenset(
            {"scalar", "empty", "float32", "float16", "bfloat16", "several dtypes", "resume"}
        ),
        takes_parameters=False,
        names={
            ("", "lr"): ("learning_rate",),
            ("", "betas"): ("b1", "b2"),
            ("adan", "betas"): ("b1", "b2", "b3"),
            ("rmsprop", "alpha"): ("decay",),
            ("rmsprop", "weight_decay"): (),
            ("rprop", "etas"): ("eta_minus", "eta_plus"),
            ("rprop", "step_sizes"): ("min_step_size", "max_step_size"),
            ("lars", "trust_coefficient"): ("trust_coefficient",),
            ("muon", "ns_coefficients"): ("ns_coeffs",),
            ("muon", "momentum"): ("beta",),
        },
        compiles=lambda target: True,
        context=match_jax_precision,
        assumptions=explain_python_steps,
        script=ScriptSupport("optax.script.py.j2", RESUMES),
    )
)  # fmt: skip
