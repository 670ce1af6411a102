"""Averages whose first step has another weight or another value than later ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import COUNT, Scope
from ..tree import binary, number, unparse
from .products import squared


@wider_operator("first step of an average")
def first_step_of_average(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A slip in what an average becomes at the first step."""
    match node:
        case ast.Call(func=ast.Name("average"), args=[old, newest, beta]) if scope.counts:
            for first in _first_values(old, newest, beta, scope):
                test = ast.parse(f"{COUNT} == 1", mode="eval").body
                yield ast.IfExp(test, first, node)


def _first_values(
    old: ast.expr, newest: ast.expr, beta: ast.expr, scope: Scope
) -> Iterator[ast.expr]:
    yield old
    yield binary(beta, ast.Mult(), newest)
    for name in scope.decay_rates:
        if name != unparse(beta):
            weight = binary(number(1), ast.Sub(), ast.parse(name, mode="eval").body)
            yield binary(weight, ast.Mult(), newest)
    if (base := squared(newest)) is not None:
        yield base
        yield binary(binary(number(1), ast.Sub(), beta), ast.Mult(), base)
