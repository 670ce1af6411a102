"""Functions compiled by jax, once for all values of their constants.

``jax.jit`` compiles a function anew for every value of a hyper-parameter that Python code computes
with. Here a function is traced for each value, which is cheap; what is compiled is its trace with
the floating-point constants as further arguments, rounded as they are in the trace. Traces that
differ in constants only share one compiled function.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from .compilations import compilations
from .torch_choice import choices
from .torch_graphs import drop_graphs
from .traces import describe_trace, evaluate_trace, list_constants

# Compiling takes a third of the time with these options. A compiled step is run a few hundred times
# on few elements, so that its speed counts less. Values differ within rounding.
FAST_COMPILATION = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}


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


@dataclass
class CompiledSteps:
    """What was compiled for the subjects of this process.

    Attributes:
        shared: The compiled function of each trace without its constants.
        steps: The compiled step of each origin for each kind of arguments; None if it cannot be
            traced.
        obstacles: Why the steps of an origin are not compiled; None if they are.
        options: The options of the compiler, once it is known whether it accepts them.
    """

    shared: dict[Hashable, Callable[..., Any]] = field(default_factory=dict)
    steps: dict[Hashable, CompiledStep | None] = field(default_factory=dict)
    obstacles: dict[Origin, str | None] = field(default_factory=dict)
    options: dict[str, Any] | None = None


memory = CompiledSteps()


def _compiler_options() -> dict[str, Any]:
    """Return the options for fast compilation, if this version of jax has them."""
    import jax

    if memory.options is None:
        try:
            jax.jit(lambda x: x, compiler_options=FAST_COMPILATION)(0)
            memory.options = FAST_COMPILATION
        except Exception:
            memory.options = {}
    return memory.options


def compile_step(step: Callable[..., Any], arguments: tuple[Any, ...]) -> CompiledStep:
    """Compile a function for arguments of these shapes and dtypes."""
    import jax

    traced, outputs = trace(step, arguments)
    key, constants = describe_trace(traced), list_constants(traced)
    if key not in memory.shared:
        function = jax.jit(
            lambda values, leaves: evaluate_trace(traced, values, leaves),
            compiler_options=_compiler_options(),
        )
        jax.eval_shape(function, constants, jax.tree.leaves(arguments))
        memory.shared[key] = function
    # Arrays of jax are passed to a compiled function in less time than those of NumPy.
    return CompiledStep(memory.shared[key], jax.device_put(constants), outputs)


def find_compiled_step(
    origin: Origin, step: Callable[..., Any], arguments: tuple[Any, ...]
) -> CompiledStep | None:
    """Return the compiled function for such arguments, which is made once for each origin.

    None if it cannot be traced.
    """
    key = (origin, _describe_arguments(arguments))
    if key not in memory.steps:
        try:
            memory.steps[key] = compile_step(step, arguments)
        except Exception:
            memory.steps[key] = None
    return memory.steps[key]


class StepSequence:
    """Finds the compiled steps of one optimizer.

    A step whose results have the types of its arguments is followed by the same compiled step, as
    long as nothing else changes state and parameters. Looking it up takes longer than running it.
    """

    def __init__(self) -> None:
        self.step: CompiledStep | None = None
        self.results: tuple[Any, ...] = ()
        self.is_steady = False

    def find(
        self,
        arguments: tuple[Any, ...],
        look_up: Callable[[tuple[Any, ...]], CompiledStep | None],
    ) -> CompiledStep | None:
        """Return the compiled step for gradients, state and parameters."""
        follows = self.step is not None and all(
            given is result for given, result in zip(arguments[1:], self.results, strict=True)
        )
        if not (follows and self.is_steady):
            found = look_up(arguments)
            self.is_steady = follows and found is self.step
            self.step = found
        return self.step

    def note_results(self, results: tuple[Any, ...]) -> None:
        """Note state and parameters after a step."""
        self.results = results


def _describe_arguments(arguments: tuple[Any, ...]) -> Hashable:
    """Return what a trace depends on: structure, shapes, dtypes and the precision of jax."""
    import jax

    leaves, structure = jax.tree.flatten(arguments)
    return structure, tuple(map(jax.typeof, leaves)), jax.config.jax_enable_x64


def drop_compiled_functions() -> None:
    """Forget all compiled functions, those of jax and torch too, and their number."""
    compilations.count = 0
    memory.shared.clear()
    memory.steps.clear()
    memory.obstacles.clear()
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()
    drop_graphs()
    choices.clear()
