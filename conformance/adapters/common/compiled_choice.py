"""Whether the steps of an optimizer on jax are compiled, or run by Python.

Training loops compile a step. Compiled, it repeats what Python did while it was traced: an update
that counts its steps in a variable of Python would always repeat the same step. Such an update is
run by Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .compiled_steps import Origin, compile_step, memory, trace
from .traces import describe_trace

Arguments = tuple[Any, ...]
Step = Callable[..., tuple[Any, Any]]

# The number of steps that are compared.
STEPS = 3


def find_obstacle(origin: Origin, build: Callable[[], tuple[Step, Arguments]]) -> str | None:
    """Return why the steps of an origin are not compiled; None if they are.

    Args:
        origin: What the code of the steps depends on, without the values of constants.
        build: Builds the optimizer anew, and returns its step as a function of gradients, state
            and parameters, which returns parameters and state, with arguments for it.
    """
    if origin not in memory.obstacles:
        try:
            memory.obstacles[origin] = _compare_runs(build)
        except Exception as error:
            kind = type(error).__name__
            memory.obstacles[origin] = f"jax.jit cannot compile the update ({kind})"
    return memory.obstacles[origin]


def list_obstacles(maker: object) -> list[str]:
    """Return why steps of the optimizers that an object made are not compiled, without repeats."""
    found = (why for origin, why in memory.obstacles.items() if origin.maker is maker and why)
    return list(dict.fromkeys(found))


def _compare_runs(build: Callable[[], tuple[Step, Arguments]]) -> str | None:
    step, arguments = build()
    first, _ = trace(step, arguments)
    again, _ = trace(step, arguments)
    if first.effects:
        return "the update has side effects"
    if describe_trace(first, with_constants=True) != describe_trace(again, with_constants=True):
        return "the update changes variables of Python, which happens only once if it is compiled"
    by_python, own = build()
    for _ in range(STEPS):
        arguments = _advance(compile_step(step, arguments), arguments)
        own = _advance(by_python, own)
        if not _agree(arguments, own):
            return "compiled by jax.jit, the update gives other results"
    return None


def _advance(step: Step, arguments: Arguments) -> Arguments:
    """Return the arguments of the next step, with the same gradients."""
    gradients, state, params = arguments
    params, state = step(gradients, state, params)
    return gradients, state, params


def _agree(one: Arguments, other: Arguments) -> bool:
    """Whether values agree to half of the digits, so that they differ by rounding alone."""
    import jax

    leaves, structure = jax.tree.flatten(one)
    others, same = jax.tree.flatten(other)
    return structure == same and all(map(_are_close, leaves, others))


def _are_close(one: Any, other: Any) -> bool:
    import jax

    a, b = np.asarray(one), np.asarray(other)
    if not jax.dtypes.issubdtype(a.dtype, np.floating):
        return np.array_equal(a, b)
    half = float(jax.numpy.finfo(a.dtype).eps) ** 0.5
    a, b = a.astype(np.float64), b.astype(np.float64)
    largest = max(float(np.abs(x).max(initial=0.0)) for x in (a, b))
    absolute = half * largest if np.isfinite(largest) else 0.0
    return np.allclose(a, b, rtol=half, atol=absolute, equal_nan=True)
