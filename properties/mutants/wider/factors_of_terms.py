"""A factor of one term of a sum at the other term, and a factor of a whole difference."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary


@wider_operator("factor of the term before")
def factor_of_term_before(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The number that multiplies the second term multiplies the first one instead."""
    match node:
        case ast.BinOp(
            left=left,
            op=ast.Add() | ast.Sub() as sign,
            right=ast.BinOp(left=factor, op=ast.Mult(), right=rest),
        ) if not scope.is_array(factor):
            yield binary(binary(factor, ast.Mult(), left), sign, rest)


@wider_operator("factor of a difference")
def factor_of_difference(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A factor of the second term that multiplies the whole difference: a(1 - x) for 1 - a x."""
    match node:
        case ast.BinOp(
            left=left, op=ast.Sub(), right=ast.BinOp(left=factor, op=ast.Mult(), right=rest)
        ) if not scope.is_array(node):
            yield binary(factor, ast.Mult(), binary(left, ast.Sub(), rest))
