"""optax: gradient transformations, and functions that return one."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.scenarios.model import HyperValue as Value
from properties.subjects.base_driver import EVERY, PURE_LACKS, PureInstance, present
from properties.subjects.driver import Instance, Plan
from properties.subjects.hyper_names import Names

from ..targets.resolve import Target
from .common.adapter import Adapter, from_package, register
from .common.jax_x64 import precise
from .common.script_support import RESUMES, ScriptSupport


class OptaxInstance(PureInstance):
    """A transformation with its parameters and state."""

    def __init__(self, target: Target, names: Names, plan: Plan) -> None:
        super().__init__(names, plan)
        self.make = target.thing
        both = zip(plan.arrays, plan.dtypes, strict=True)
        self.params = [_array(values, dtype) for values, dtype in both]
        self.rule = self.built()
        self.state = self.begin()

    def built(self) -> Any:
        """Build the transformation with the current hyper-parameters."""
        return self.make if _is_made(self.make) else self.make(**self.arguments)

    def begin(self) -> Any:
        """Build the initial state."""
        return self.rule.init(self.params)

    def move(self) -> tuple[list[Any], Any]:
        import jax.numpy as jnp
        import optax

        pairs = zip(self.given, self.params, strict=True)
        gradients = [jnp.asarray(present(g), p.dtype) for g, p in pairs]
        updates, state = self.rule.update(gradients, self.state, self.params)
        return optax.apply_updates(self.params, updates), state

    def set(self, name: str, value: Value, group: int) -> None:
        super().set(name, value, group)
        self.rule = self.built()
        for theirs, number in self.names.spell(name, value):
            self.state = _injected(self.state, theirs, number)

    def values(self) -> list[Floats]:
        return [
            np.asarray(p, "float32") if str(p.dtype) == "bfloat16" else np.asarray(p)
            for p in self.params
        ]


def _injected(state: Any, theirs: str, number: Value) -> Any:
    """Set a hyper-parameter that ``optax.inject_hyperparams`` keeps in the state."""
    import jax
    import jax.numpy as jnp

    def told(part: Any) -> Any:
        kept = getattr(part, "hyperparams", {})
        if theirs not in kept:
            return part
        return part._replace(hyperparams={**kept, theirs: jnp.asarray(number, kept[theirs].dtype)})

    return jax.tree.map(told, state, is_leaf=lambda part: hasattr(part, "hyperparams"))


def _array(values: Floats, dtype: str) -> Any:
    import jax.numpy as jnp

    return jnp.asarray(values, getattr(jnp, dtype))


def _is_made(thing: Any) -> bool:
    return hasattr(thing, "init") and hasattr(thing, "update")


def _uses_optax(target: Target) -> bool:
    return "optax" in sys.modules and (_is_made(target.thing) or target.uses("optax"))


def _settable(instance: Instance, theirs: str) -> bool:
    assert isinstance(instance, OptaxInstance)
    return not _is_made(instance.make)


LACKS = {k: v for k, v in PURE_LACKS.items() if k not in ("bfloat16", "float16", "several dtypes")}

OPTAX = register(
    Adapter(
        "optax",
        "optax's gradient transformations, and functions that return one (needs optax)",
        OptaxInstance,
        claims=from_package("optax"),
        suits=_uses_optax,
        settable=_settable,
        lacks=lambda target: {
            **LACKS, "no gradient": EVERY
        },
        probed=lambda target: frozenset(
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
        context=precise,
        script=ScriptSupport("optax", RESUMES),
    )
)  # fmt: skip
