"""Functions compiled by jax, once for all values of their constants.

``jax.jit`` compiles a function anew for every value of a hyper-parameter that Python code computes
with. Here a function is traced for each value, which is cheap; what is compiled is its trace with
the floating-point constants as further arguments, rounded as they are in the trace. Traces that
differ in constants only share one compiled function.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from .compilations import compilations
from .torch_graphs import drop_graphs
from .traces import describe_trace, evaluate_trace, list_constants

# What jax compiles anew each time that Python code runs it outside of a compiled function.
CONTROL_FLOW = {"cond", "while", "scan"}


@dataclass(frozen=True)
class CompiledStep:
    """A traced function with its constants, and the compiled function that it shares."""

    function: Callable[..., Any]
    constants: list[Any]
    outputs: Any

    def __call__(self, *arguments: Any) -> Any:
        import jax

        results = self.function(self.constants, jax.tree.leaves(arguments))
        return jax.tree.unflatten(self.outputs, results)


@dataclass(frozen=True, eq=False)
class Origin:
    """The object that a function was made by, and its arguments as text; equal if both are."""

    maker: Any
    arguments: str

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Origin)
            and self.maker is other.maker
            and self.arguments == other.arguments
        )

    def __hash__(self) -> int:
        return hash((id(self.maker), self.arguments))


def trace(step: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return the trace of a function, and the structure of its results."""
    import jax

    def untraced_step(*given: Any) -> Any:
        # jax keeps the traces of functions that it has seen; this one is new each time.
        return step(*given)

    traced, shapes = jax.make_jaxpr(untraced_step, return_shape=True)(*arguments)
    return traced, jax.tree.structure(shapes)


_shared: dict[Hashable, Callable[..., Any]] = {}
_steps: dict[Hashable, CompiledStep | None] = {}
_with_control_flow: dict[Origin, bool] = {}


def compile_step(step: Callable[..., Any], arguments: tuple[Any, ...]) -> CompiledStep:
    """Compile a function for arguments of these shapes and dtypes."""
    import jax

    traced, outputs = trace(step, arguments)
    key, constants = describe_trace(traced), list_constants(traced)
    if key not in _shared:
        function = jax.jit(lambda values, leaves: evaluate_trace(traced, values, leaves))
        jax.eval_shape(function, constants, jax.tree.leaves(arguments))
        _shared[key] = function
    return CompiledStep(_shared[key], constants, outputs)


def find_compiled_step(
    origin: Origin, step: Callable[..., Any], arguments: tuple[Any, ...]
) -> CompiledStep | None:
    """Return the compiled function for such arguments, which is made once for each origin.

    None if it cannot be traced.
    """
    key = (origin, _describe_arguments(arguments))
    if key not in _steps:
        try:
            _steps[key] = compile_step(step, arguments)
        except Exception:
            _steps[key] = None
    return _steps[key]


def _describe_arguments(arguments: tuple[Any, ...]) -> Hashable:
    """Return what a trace depends on: structure, shapes, dtypes and the precision of jax."""
    import jax

    leaves, structure = jax.tree.flatten(arguments)
    return structure, tuple(map(jax.typeof, leaves)), jax.config.jax_enable_x64


def runs_control_flow(
    origin: Origin, make_step: Callable[[], Callable[..., Any]], arguments: tuple[Any, ...]
) -> bool:
    """Whether steps run control flow of jax, and do the same each time that they are traced.

    A step that changes variables of Python would stop to do so once it is compiled.
    """
    if origin not in _with_control_flow:
        try:
            _with_control_flow[origin] = _has_steady_control_flow(make_step(), arguments)
        except Exception:
            _with_control_flow[origin] = False
    return _with_control_flow[origin]


def _has_steady_control_flow(step: Callable[..., Any], arguments: tuple[Any, ...]) -> bool:
    first, _ = trace(step, arguments)
    if CONTROL_FLOW.isdisjoint(eqn.primitive.name for eqn in first.jaxpr.eqns):
        return False
    again, _ = trace(step, arguments)
    constants, others = list_constants(first), list_constants(again)
    return describe_trace(first) == describe_trace(again) and all(
        one.tobytes() == other.tobytes() for one, other in zip(constants, others, strict=True)
    )


def drop_compiled_functions() -> None:
    """Forget all compiled functions, those of jax and torch too, and their number."""
    compilations.count = 0
    _shared.clear()
    _steps.clear()
    _with_control_flow.clear()
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()
    drop_graphs()
