"""Traces of jax with their floating-point constants as arguments.

Calls in a trace are entered, so that the constants in them are arguments too; loops are not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

# The parameter of a call that holds the trace of the function called.
CALLS = {
    "jit": "jaxpr",
    "pjit": "jaxpr",
    "closed_call": "call_jaxpr",
    "custom_jvp_call": "call_jaxpr",
    "custom_vjp_call": "call_jaxpr",
}


def list_constants(traced: Any) -> list[Any]:
    """Return the values of the constants, in the order in which ``evaluate_trace`` takes them."""
    return [np.asarray(one.val, one.aval.dtype) for one in _constants(traced)]


def _constants(traced: Any) -> Iterator[Any]:
    for eqn in traced.jaxpr.eqns:
        yield from filter(_is_constant, eqn.invars)
        for inner in _inner_traces(eqn):
            yield from _constants(inner)
    yield from filter(_is_constant, traced.jaxpr.outvars)


def _is_constant(variable: Any) -> bool:
    """Whether it is a floating-point constant: only they depend on hyper-parameters as a rule."""
    import jax

    # NumPy does not know that bfloat16 is floating-point.
    return _is_literal(variable) and jax.dtypes.issubdtype(variable.aval.dtype, np.floating)


def _is_literal(variable: Any) -> bool:
    return hasattr(variable, "val")


def _inner_traces(eqn: Any) -> Sequence[Any]:
    """Return the traces that an equation enters: the function called, or the branches."""
    if eqn.primitive.name == "cond":
        return tuple(eqn.params["branches"])
    name = CALLS.get(eqn.primitive.name)
    return (eqn.params[name],) if name else ()


def describe_trace(traced: Any, with_constants: bool = False) -> Hashable:
    """Return what is equal for two traces exactly if they differ in constants only.

    With ``with_constants`` it is equal only if the constants are equal too.
    """
    jaxpr = traced.jaxpr
    numbers: dict[Any, int] = {}

    def name(variable: Any) -> Hashable:
        if _is_constant(variable) and not with_constants:
            return ("constant", variable.aval)
        if _is_literal(variable):
            return (_bytes_of(variable.val), variable.aval)
        return (numbers.setdefault(variable, len(numbers)), variable.aval)

    def inner(eqn: Any) -> Hashable:
        entered = _inner_traces(eqn)
        if entered:
            return tuple(describe_trace(one, with_constants) for one in entered)
        return tuple((key, _describe(value)) for key, value in sorted(eqn.params.items()))

    return (
        tuple(map(name, (*jaxpr.constvars, *jaxpr.invars))),
        tuple(map(_bytes_of, traced.consts)),
        tuple(
            (eqn.primitive.name, tuple(map(name, eqn.invars)), tuple(map(name, eqn.outvars)),
             inner(eqn))
            for eqn in jaxpr.eqns
        ),
        tuple(map(name, jaxpr.outvars)),
    )  # fmt: skip


def _bytes_of(value: Any) -> bytes:
    return np.asarray(value).tobytes()


def _describe(parameter: Any) -> Hashable:
    """Describe a parameter of an equation. A trace in it is not entered: its constants count."""
    if hasattr(parameter, "jaxpr") and hasattr(parameter, "consts"):
        return describe_trace(parameter, with_constants=True)
    if isinstance(parameter, tuple):
        return tuple(map(_describe, parameter))
    # Functions are described by their address, so that they are equal only if they are the same.
    return str(parameter)


def evaluate_trace(traced: Any, constants: Sequence[Any], arguments: Sequence[Any]) -> list[Any]:
    """Evaluate a trace with other constants."""
    return _evaluate(traced, iter(constants), arguments)


def _evaluate(traced: Any, constants: Iterator[Any], arguments: Sequence[Any]) -> list[Any]:
    jaxpr = traced.jaxpr
    known = dict(zip(jaxpr.constvars, traced.consts, strict=True))
    known.update(zip(jaxpr.invars, arguments, strict=True))

    def read(variable: Any) -> Any:
        if _is_constant(variable):
            return next(constants)
        return variable.val if _is_literal(variable) else known[variable]

    for eqn in jaxpr.eqns:
        values = list(map(read, eqn.invars))
        known.update(zip(eqn.outvars, _apply(eqn, constants, values), strict=True))
    results = list(map(read, jaxpr.outvars))
    types = [variable.aval for variable in jaxpr.outvars]
    return [_with_type(value, like) for value, like in zip(results, types, strict=True)]


def _apply(eqn: Any, constants: Iterator[Any], values: list[Any]) -> Sequence[Any]:
    inner = _inner_traces(eqn)
    if eqn.primitive.name == "cond":
        return _choose_branch(inner, constants, values)
    if inner:
        return _evaluate(inner[0], constants, values)
    given = eqn.primitive.get_bind_params(eqn.params)
    functions, parameters = given if isinstance(given, tuple) else ((), given)  # older versions
    with eqn.ctx.manager:
        result = eqn.primitive.bind(*functions, *values, **parameters)
    return list(result) if eqn.primitive.multiple_results else [result]


def _choose_branch(
    branches: Sequence[Any], constants: Iterator[Any], values: list[Any]
) -> Sequence[Any]:
    import jax

    def branch(traced: Any) -> Any:
        own = list(islice(constants, sum(1 for _ in _constants(traced))))
        return lambda *operands: _evaluate(traced, iter(own), operands)

    index, *operands = values
    results: Sequence[Any]
    results = jax.lax.switch(index, [branch(traced) for traced in branches], *operands)
    return results


def _with_type(value: Any, like: Any) -> Any:
    """Give a value the type of a variable, which may be weak."""
    import jax

    if jax.typeof(value) == like:
        return value
    # The function of this name cannot make weak types.
    return jax.lax.convert_element_type_p.bind(
        value, new_dtype=like.dtype, weak_type=like.weak_type, sharding=None
    )
