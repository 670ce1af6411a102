"""optax with the update compiled by ``jax.jit``, as in training loops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .common.adapter import register, reject_all
from .common.script_support import RESUMES, ScriptSupport
from .optax import OPTAX, OptaxDriver


class JittedDriver(OptaxDriver):
    """A compiled transformation, whose Python code runs once for each shape."""

    def build_transformation(self) -> Any:
        import jax
        import optax

        rule = super().build_transformation()
        return optax.GradientTransformationExtraArgs(rule.init, jax.jit(rule.update))


OPTAX_JITTED = register(
    replace(
        OPTAX,
        name="optax-jitted",
        summary="optax, with the update compiled by jax.jit (needs optax)",
        build=JittedDriver,
        recognizes=reject_all,
        may_accept=reject_all,
        script=ScriptSupport("optax_jitted.script.py.j2", RESUMES),
    )
)
