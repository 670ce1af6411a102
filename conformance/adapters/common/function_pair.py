"""What functions ``init`` and ``update`` take and return, found out by calling them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .step_arguments import PARAMETER, is_count, is_gradient
from .step_values import is_like, list_arrays, map_arrays

Form = Literal["list", "dict", "array"]
Result = Literal["updates", "params", "state", "params in the state"]
Role = Literal["gradient", "params", "count", "state"]

# Of the parameters in trials: shapes of which no two broadcast, so that a function of one array
# does not take a list of them for one, and a value that no step comes near to.
SHAPES = ((5, 4), (3,))
VALUE = 1000.0

# What an argument of update is called that is the gradient, beside the usual names.
GRADIENTS = {"updates"}

KINDS = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Functions:
    """The functions that an optimizer consists of; ``get_params`` reads a state."""

    init: Callable[..., Any]
    update: Callable[..., Any]
    get_params: Callable[..., Any] | None = None


@dataclass(frozen=True)
class FunctionCall:
    """How functions are called.

    Attributes:
        form: Whether they take one array, or a list or dictionary of arrays.
        roles: What each argument of ``update`` is, in order.
        result: What ``update`` returns: updates and the state, new parameters and the state, a
            state from which ``get_params`` reads the parameters, or a tuple of new parameters and
            the rest of the state.
        is_swapped: Whether the state is returned first.
    """

    form: Form
    roles: tuple[Role, ...]
    result: Result
    is_swapped: bool = False

    def call(
        self, functions: Functions, params: Any, gradient: Any, state: Any, count: int
    ) -> tuple[Any, Any]:
        """Take a step; return the parameters and the state."""
        given = {"gradient": gradient, "params": params, "count": count, "state": state}
        returned = functions.update(*(given[role] for role in self.roles))
        if self.result == "state":
            assert functions.get_params is not None
            return functions.get_params(returned), returned
        if self.result == "params in the state":
            return returned[0], returned
        first, second = reversed(returned) if self.is_swapped else returned
        return (add(params, first) if self.result == "updates" else first), second


def read_functions(made: Any) -> Functions | None:
    """Return the functions in what a factory returned; None if it returned something else."""
    if isinstance(made, tuple) and len(made) in (2, 3) and all(map(callable, made)):
        return Functions(*made)
    init, update = getattr(made, "init", None), getattr(made, "update", None)
    return Functions(init, update) if callable(init) and callable(update) else None


def find_function_call(
    functions: Functions, array: Callable[[Any], Any]
) -> FunctionCall | list[str]:
    """Find out how functions are called, or return what went wrong in each trial.

    Args:
        functions: The functions, made with a small learning rate.
        array: Makes an array of their library.
    """
    roles = _read_roles(functions.update)
    if roles is None:
        return ["the arguments of update are not a gradient and a state"]
    problems = []
    forms: tuple[Form, ...] = ("list", "dict", "array")
    for form in forms:
        arrays = [array(np.full(shape, VALUE)) for shape in SHAPES]
        params = group(arrays, form)[0]
        gradient = map_arrays(lambda one: array(np.full(np.shape(one), 0.5)), params)
        try:
            return _try(functions, form, roles, params, gradient)
        except Exception as error:
            problems.append(f"{form}: {type(error).__name__}: {error}"[:200])
    return problems


def group(arrays: list[Any], form: Form) -> list[Any]:
    """Return what the functions are called with: each array, or all in a list or dictionary."""
    if form == "array":
        return arrays
    return [arrays] if form == "list" else [{f"W{k}": one for k, one in enumerate(arrays)}]


def add(params: Any, updates: Any) -> Any:
    """Add updates to the parameters, in the precision of the parameters."""
    both = zip(list_arrays(params), list_arrays(updates), strict=True)
    moved = iter([_in_dtype(p + u, p) for p, u in both])
    return map_arrays(lambda p: next(moved), params)


def _in_dtype(value: Any, like: Any) -> Any:
    return value.astype(like.dtype) if hasattr(value, "astype") else value


def _read_roles(update: Callable[..., Any]) -> tuple[Role, ...] | None:
    """What each argument of update is; None if one is missing or one is not understood."""
    try:
        taken = list(inspect.signature(update).parameters.values())
    except (TypeError, ValueError):
        return None
    roles: list[Role] = []
    for one in (p for p in taken if p.kind in KINDS):
        name = one.name.lower()
        role: Role = (
            "gradient"
            if is_gradient(name) or name in GRADIENTS
            else "params"
            if name in PARAMETER
            else "count"
            if is_count(name)
            else "state"
        )
        if role in roles:
            if one.default is one.empty:
                return None
            break
        roles.append(role)
    return tuple(roles) if {"gradient", "state"} <= set(roles) else None


def _try(
    functions: Functions, form: Form, roles: tuple[Role, ...], params: Any, gradient: Any
) -> FunctionCall:
    state = functions.init(deepcopy(params))
    start = deepcopy(state)
    given: Mapping[str, Any] = {"gradient": gradient, "params": deepcopy(params), "count": 0}
    returned = functions.update(*({**given, "state": state}[role] for role in roles))
    call = _read_result(functions, FunctionCall(form, roles, "state"), start, params, returned)
    before, state = deepcopy(params), functions.init(deepcopy(params))
    for count in range(2):
        before, state = call.call(functions, before, deepcopy(gradient), state, count)
        if not is_like(before, params):
            raise TypeError("what comes back has another form than the parameters")
    return call


def _read_result(
    functions: Functions, call: FunctionCall, start: Any, params: Any, returned: Any
) -> FunctionCall:
    """Find out what update returned.

    Raises:
        TypeError: It is not understood.
    """
    if functions.get_params is not None:
        return call
    if not isinstance(returned, tuple):
        raise TypeError(f"update returned {type(returned).__name__}, not a tuple")
    if _holds_params(start, params) and _has_same_types(returned, start):
        return FunctionCall(call.form, call.roles, "params in the state")
    if len(returned) != 2:
        raise TypeError(f"update returned {len(returned)} values, not the state and one other")
    alike = [k for k, one in enumerate(returned) if is_like(one, params)]
    if not alike:
        raise TypeError("update returned nothing of the form of the parameters")
    # The state may have the form of the parameters, but not their values.
    near = [k for k in alike if _is_near(returned[k], params)]
    result: Result = "params" if near else "updates"
    return FunctionCall(call.form, call.roles, result, is_swapped=(near or alike)[0] == 1)


def _holds_params(state: Any, params: Any) -> bool:
    return isinstance(state, tuple) and bool(state) and is_like(state[0], params, values=True)


def _has_same_types(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return [type(each) for each in one] == [type(each) for each in other]


def _is_near(found: Any, params: Any) -> bool:
    """Whether values are nearer to the parameters than to zero."""
    both = zip(list_arrays(found), list_arrays(params), strict=True)
    return all(bool(abs(f - p).max() < abs(f).max()) for f, p in both)
