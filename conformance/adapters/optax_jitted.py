"""optax with the update compiled by ``jax.jit``, as in training loops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .common.adapter import never, register
from .common.script_support import RESUMES, ScriptSupport
from .optax import OPTAX, OptaxInstance


class JittedInstance(OptaxInstance):
    """A compiled transformation, whose Python code runs once for each shape."""

    def built(self) -> Any:
        import jax
        import optax

        rule = super().built()
        return optax.GradientTransformationExtraArgs(rule.init, jax.jit(rule.update))


OPTAX_JITTED = register(
    replace(
        OPTAX,
        name="optax-jitted",
        summary="optax, with the update compiled by jax.jit (needs optax)",
        build=JittedInstance,
        claims=never,
        suits=never,
        script=ScriptSupport("optax-jitted", RESUMES),
    )
)
