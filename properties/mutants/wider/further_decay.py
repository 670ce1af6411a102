"""Weight decay of another array, by a function of the parameter, or left out for a factor of 0."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    place_of_start,
    replace_in_function,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rewrites.decay import DECAY, RATE, without_decay
from ..rule_source import RuleFunction, RuleSource
from ..scope import PARAMETER
from .bodies import bodies_of, with_branch

FUNCTIONS = (
    "np.sign(theta)", "np.abs(theta)", "theta * theta", "theta * np.abs(theta)", "theta ** 3",
    "np.tanh(theta)", "theta / np.linalg.norm(theta)", "theta * np.linalg.norm(theta)",
)  # fmt: skip
BEFORE = (
    f"theta = theta - {RATE} * {DECAY}",
    f"theta = theta - {RATE} * {DECAY} * g",
    f"theta = theta - {DECAY} * g",
    *(f"theta = theta - {RATE} * {DECAY} * {function}" for function in FUNCTIONS),
    *(f"g = g + {DECAY} * {function}" for function in FUNCTIONS),
    f"theta = theta * (1 - {RATE} * {RATE} * {DECAY})",
    # A factor of 0 is taken for no decay.
    f"theta = theta * (1 - {RATE} * {DECAY}) if {RATE} * {DECAY} != 1 else theta",
)

FACTORS = (f"theta = theta * (1 - {RATE} * {DECAY})", f"theta = theta * (1 - {DECAY})")


@wider_rewrite("further form of the decay")
def further_decay(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Weight decay by a function, or added to an array other than the gradient."""
    if not loads_of(function.tree, DECAY):
        return
    without = without_decay(function.tree)
    if without is None or loads_of(without, DECAY):
        return
    start = place_of_start(without)
    for text in BEFORE:
        yield with_body(
            without, [*without.body[:start], *parse_statements(text), *without.body[start:]]
        )
    yield from with_added_decay(without)
    yield from with_decayed_step(without)
    yield from _with_later_factor(without)


def with_decayed_step(function: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """Yield a function in which the step itself decays, and not the parameter."""
    match function.body[-1]:
        case ast.Return(value=ast.Tuple(elts=[ast.BinOp(op=ast.Sub(), right=step), _])):
            for sign in "+-":
                text = f"({ast.unparse(step)}) * (1 {sign} {DECAY})"
                yield replace_in_function(function, {id(step): parse_expression(text)})


def _with_later_factor(function: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """Yield a function in which the parameter is decayed between statements that read it."""
    body = function.body
    readers = [k for k, statement in enumerate(body) if loads_of(statement, PARAMETER)]
    for text in FACTORS:
        for k in readers[1:]:
            yield with_body(function, [*body[:k], *parse_statements(text), *body[k:]])


def with_added_decay(function: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """Yield a function with the decay added to one of the values that it computes."""
    for owner, body in bodies_of(function):
        for k, statement in enumerate(body):
            name = target_name(statement)
            if name is not None and name != "g":
                added = parse_statements(f"{name} = {name} + {DECAY} * theta")
                yield with_branch(function, owner, [*body[: k + 1], *added, *body[k + 1 :]])
