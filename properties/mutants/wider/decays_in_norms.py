"""Weight decay that is added to a norm, as in the local learning rate of LARS."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product

from ..assignments import assigned_values
from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rewrites.decay import DECAY
from ..rule_source import RuleFunction, RuleSource
from ..scope import PARAMETER
from ..tree import statements_of

NORM = "np.linalg.norm"


@wider_rewrite("decay in a norm")
def decay_in_norm(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A norm plus weight decay times another norm, or the norm of a sum with the decay.

    The latter is tried at all places, and at a single one.
    """
    if not loads_of(function.tree, DECAY):
        return
    norms = [
        (name, inside)
        for statement in statements_of(function.tree.body)
        for name, value in assigned_values(statement)
        if (inside := _in_norm(value)) is not None
    ]
    for node in ast.walk(function.tree):
        inside = _in_norm(node)
        if inside is not None and not loads_of(inside, PARAMETER):
            yield replace_in_function(function.tree, {id(inside): _with_decay(inside)})
    for name, inside in norms:
        new = [f"{name} + {DECAY} * {other}" for other, _ in norms if other != name]
        if not loads_of(inside, PARAMETER):
            new.append(f"{NORM}({ast.unparse(_with_decay(inside))})")
        for text, place in product(new, loads_of(function.tree, name)):
            yield replace_in_function(function.tree, {id(place): parse_expression(text)})


def _in_norm(node: ast.AST) -> ast.expr | None:
    """Return what a norm is taken of; None for another expression."""
    match node:
        case ast.Call(func=function, args=[inside]) if ast.unparse(function) == NORM:
            return inside
    return None


def _with_decay(node: ast.expr) -> ast.expr:
    return parse_expression(f"{ast.unparse(node)} + {DECAY} * {PARAMETER}")
