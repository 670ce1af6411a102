"""A square of which one factor differs, as in a running variance, or that is expanded."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, number, replace_node, unparse


@wider_operator("other factor of a square")
def other_factor_of_square(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The product of a sum or difference with another array, or with one of another array."""
    base = squared(node)
    if not isinstance(base, ast.BinOp):
        return
    for other in scope.arrays:
        yield binary(ast.parse(other, mode="eval").body, ast.Mult(), base)
    for place in (base.left, base.right):
        for other in scope.arrays if unparse(place) in scope.arrays else ():
            if other != unparse(place):
                new = replace_node(base, place, ast.parse(other, mode="eval").body)
                yield binary(base, ast.Mult(), new)


@wider_operator("square of each term")
def square_of_each_term(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The sum or difference of squares in place of the square of a sum or difference."""
    match squared(node):
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            squares = (binary(part, ast.Pow(), number(2)) for part in (left, right))
            yield binary(next(squares), sign, next(squares))


def squared(node: ast.expr) -> ast.expr | None:
    """Return the value of which an expression is the square; None if it is no square."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if ast.dump(left) == ast.dump(right):
            return left
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=2)):
            return left
    return None
