"""Averages that are updated by a part of the difference to the newest value, with a slip."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, call, number, unparse
from .products import squared


@wider_operator("exchanged weights of an average")
def exchanged_weights(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An average whose decay rate, which the function computes or is given, is the complement."""
    match node:
        case ast.Call(func=ast.Name("average") as name, args=[old, newest, beta]):
            if unparse(beta) not in scope.numbers:
                yield ast.Call(name, [old, newest, binary(number(1), ast.Sub(), beta)], [])


@wider_operator("average by difference")
def average_by_difference(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A changed average in the form old + (1 - beta) * (newest - old)."""
    match node:
        case ast.Call(func=ast.Name("average"), args=[old, newest, beta]):
            weight = binary(number(1), ast.Sub(), beta)
            difference = binary(newest, ast.Sub(), old)
            for other in _other_differences(old, newest, difference):
                yield binary(old, ast.Add(), binary(weight, ast.Mult(), other))
            part = binary(weight, ast.Mult(), difference)
            yield binary(binary(beta, ast.Mult(), old), ast.Add(), part)
            yield binary(old, ast.Sub(), part)
            yield binary(old, ast.Add(), binary(difference, ast.Div(), weight))


def _other_differences(old: ast.expr, newest: ast.expr, difference: ast.expr) -> Iterator[ast.expr]:
    """Yield what may stand in place of the difference of the newest value and the old one."""
    yield binary(newest, ast.Add(), old)
    yield call("np.abs", difference)
    yield binary(difference, ast.Pow(), number(2))
    if (base := squared(newest)) is not None:
        plain = binary(base, ast.Sub(), old)
        yield plain
        yield binary(plain, ast.Pow(), number(2))
        yield binary(base, ast.Mult(), plain)
        yield binary(newest, ast.Sub(), binary(old, ast.Pow(), number(2)))
