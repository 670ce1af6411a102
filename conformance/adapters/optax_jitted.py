"""optax with the update compiled by ``jax.jit``, as in training loops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .common.adapter import register, reject_all
from .common.compiled_steps import find_compiled_step
from .common.script_support import RESUMES, ScriptSupport
from .optax import OPTAX, OptaxDriver


class JittedDriver(OptaxDriver):
    """A compiled transformation, whose Python code runs once for each shape."""

    def build_transformation(self) -> Any:
        self.update: Callable[..., Any] | None = None
        return super().build_transformation()

    def apply(self, gradients: list[Any]) -> tuple[list[Any], Any]:
        import optax

        updates, state = self.compute_updates(gradients, self.state, self.params)
        return optax.apply_updates(self.params, updates), state

    def compute_updates(self, *arguments: Any) -> Any:
        """Compute the updates and the new state with a compiled function."""
        import jax

        compiled = find_compiled_step(self.origin, self.rule.update, arguments)
        if compiled is not None:
            return compiled(*arguments)
        # Raises what the update raises, or compiles what cannot be shared.
        if self.update is None:
            self.update = jax.jit(self.rule.update)
        return self.update(*arguments)


OPTAX_JITTED = register(
    replace(
        OPTAX,
        name="optax-jitted",
        summary="optax, with the update compiled by jax.jit (needs optax)",
        build=JittedDriver,
        recognizes=reject_all,
        may_accept=reject_all,
        assumptions=lambda target, names: (),
        script=ScriptSupport("optax_jitted.script.py.j2", RESUMES),
    )
)
