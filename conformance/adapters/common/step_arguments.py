"""The arguments of a step function, by name: parameter, gradient, state, count of steps."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from ...errors import WrongUse
from ...targets.declared_state import DeclaredState
from ...targets.signature import Signature
from .step_method import GRADIENT

PARAMETER = {
    "w", "ws", "x", "xs", "theta", "thetas", "p", "ps", "param", "params", "parameter",
    "parameters", "weight", "weights", "var", "vars", "variable", "variables",
}  # fmt: skip
COUNT = {
    "t", "step", "steps", "step_count", "num_steps", "timestep", "time_step", "iteration",
    "iterations", "it", "iter", "n_iter", "k", "i", "n", "count", "global_step", "epoch",
}  # fmt: skip

# Names of an argument with the default None that is the state, and of one that is a dictionary.
STATE = {
    "m", "v", "s", "h", "r", "u", "ms", "vs", "mt", "vt", "m1", "m2", "velocity", "velocities",
    "exp_avg", "exp_avg_sq", "accumulator", "acc", "sum_sq", "square_avg", "moment", "moments",
    "first_moment", "second_moment", "moment1", "moment2", "buf", "buffer", "momentum_buffer",
}  # fmt: skip
DICTIONARY = {
    "config", "state", "cache", "opt_state", "optim_state", "optim_config", "optimizer_state",
    "memory", "mem", "history", "store", "states",
}  # fmt: skip

# Words beside "grad" in the name of an argument that is state, and not the gradient of the step.
KEPT = {
    "acc", "accu", "accum", "accumulated", "accumulator", "average", "averaged", "avg", "buf",
    "buffer", "cache", "cum", "cumulative", "ema", "ewma", "exp", "hist", "history", "last", "max",
    "mean", "moment", "moments", "momentum", "moving", "old", "prev", "previous", "rms", "run",
    "running", "smooth", "smoothed", "sq", "sqr", "sqrs", "sqs", "square", "squared", "squares",
    "state", "sum", "sums", "sumsq", "total", "var", "variance", "m", "v", "s", "r", "h", "2",
}  # fmt: skip
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
GRADIENT_WORD = re.compile(r"gradients?|grads?")

# What precedes or follows the name of an argument in the name of its new value.
NEW = ("new_", "next_", "updated_", "_new", "_next", "_out", "_updated")

KINDS = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class StepArguments:
    """The arguments of a step function.

    Attributes:
        states: The arguments that are state, in order.
        count: The argument that is the count of steps.
    """

    parameter: str
    gradient: str
    states: tuple[str, ...]
    count: str | None

    @property
    def kept(self) -> tuple[str, ...]:
        """The arguments that are kept from step to step, the count last."""
        return (*self.states, *([self.count] if self.count else []))

    @property
    def takes_several(self) -> bool:
        """Whether the names of parameter and gradient are plurals."""
        return self.parameter.lower().endswith("s") and self.gradient.lower().endswith("s")


def is_gradient(name: str) -> bool:
    """Whether an argument of this name may be the gradient."""
    return "grad" in name.lower() or name.lower() in GRADIENT


def is_kept_gradient(name: str) -> bool:
    """Whether a name is that of something made of gradients, such as ``grad_avg`` or ``g2``."""
    words = [word.lower() for word in WORDS.findall(name)]
    gradients = [word for word in words if is_gradient(word)]
    ends = [end for word in gradients for end in GRADIENT_WORD.split(word) if end]
    others = {word for word in words if word not in gradients} | set(ends)
    return bool(gradients) and bool(others & KEPT)


def is_count(name: str) -> bool:
    """Whether an argument of this name is the count of steps."""
    return name.lower() in COUNT


def find_parameter_and_gradient(
    signature: Signature, declared: Sequence[DeclaredState] = ()
) -> tuple[str, str] | None:
    """Find the parameter and the gradient among the required arguments.

    Args:
        signature: The arguments.
        declared: The arguments that are state, if the user says so.
    """
    required = _required(signature)
    gradients = find_gradients(required, {one.name for one in declared})
    if len(gradients) != 1:
        return None
    others = [name for name in required if name != gradients[0]]
    named = [name for name in others if name.lower() in PARAMETER]
    beside = [name for name in required[:2] if name in others]
    if not named and gradients[0] not in required[:2]:
        return None
    return ((named or beside or [""])[0], gradients[0]) if named or beside else None


def find_gradients(names: Collection[str], states: Collection[str] = ()) -> list[str]:
    """Return the names of what may be the gradient of the step, besides what is state.

    Names of averages and sums are among them only if there are no others.
    """
    named = [name for name in names if is_gradient(name) and name not in states]
    return [name for name in named if not is_kept_gradient(name)] or named


def match_arguments(
    signature: Signature,
    hyper: Collection[str],
    declared: Sequence[DeclaredState] = (),
    function: Any = None,
) -> StepArguments | None:
    """Match the arguments of a step function to what they are.

    Args:
        signature: The arguments.
        hyper: The arguments that are hyper-parameters.
        declared: The arguments that are state, if the user says so.
        function: The function; a number that it takes by default and returns is state.
    """
    both = find_parameter_and_gradient(signature, declared)
    if both is None:
        return None
    given = {one.name for one in declared}
    left = [name for name in signature.arguments if name not in {*both, *hyper}]
    required = set(_required(signature))
    returned = set(read_returned_names(function, left) or ()) if function else set()
    kept = [
        name
        for name in left
        if (
            name in given
            if declared
            else name in required
            or _is_optional_state(signature, name)
            or (name in returned and _is_number(signature.defaults.get(name)))
        )
    ]
    count = next((name for name in kept if is_count(name)), None)
    _require_whole(declared, count)
    return StepArguments(*both, tuple(name for name in kept if name != count), count)


def _require_whole(declared: Sequence[DeclaredState], count: str | None) -> None:
    for one in declared:
        if one.name == count and isinstance(one.start, float):
            raise WrongUse(
                f"state {count}={one.start}: {count} is the count of steps, so it starts at a "
                f"whole number. Write {count}=0 or {count}=1."
            )


def _required(signature: Signature) -> list[str]:
    taken = signature.arguments.values()
    return [p.name for p in taken if p.kind in KINDS and p.default is p.empty]


def _is_optional_state(signature: Signature, name: str) -> bool:
    default = signature.defaults.get(name, Parameter.empty)
    if is_count(name):
        return default is None or (isinstance(default, int) and default in (0, 1))
    return default is None and (name.lower() in STATE | DICTIONARY or is_kept_gradient(name))


def _is_number(default: Any) -> bool:
    return isinstance(default, int | float) and not isinstance(default, bool)


def read_returned_names(function: Any, names: Collection[str]) -> list[str | None] | None:
    """Read which arguments the elements of the returned tuple are new values of, by their names.

    Returns:
        The argument or None for each element; None if the source is unknown, if more than one
        element is neither a name nor a count, or if no element has the name of an argument.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return None
    returns = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    last = returns[-1] if returns else None
    elements = last.elts if isinstance(last, ast.Tuple) else [last]
    read = [_name_of(element) for element in elements]
    if read.count("") > 1:
        return None
    found = [_argument_of(name, names) for name in read]
    known = [name for name in found if name]
    return found if known and len(known) == len(set(known)) else None


def _name_of(element: ast.expr | None) -> str:
    """Return a name, also of a number that advances, as in ``t + 1``; empty for other elements."""
    match element:
        case ast.Name(name) | ast.BinOp(left=ast.Name(name), right=ast.Constant()):
            return name
    return ""


def _argument_of(new: str, names: Collection[str]) -> str | None:
    for affix in ("", *NEW):
        stripped = new.removeprefix(affix) if affix.endswith("_") else new.removesuffix(affix)
        if stripped in names:
            return stripped
    return None
