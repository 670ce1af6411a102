"""The arrays of two terms exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary


@operator("arrays exchanged")
def exchanged_arrays(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The arrays of two products in a sum exchanged, so that each has the factor of the other.

    Where the factors are x and 1 - x, this is the complement, which has an operator of its own.
    """
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Mult(), right=x),
            op=ast.Add() | ast.Sub() as sign,
            right=ast.BinOp(left=b, op=ast.Mult(), right=y),
        ):
            if all(map(scope.is_array, (x, y))) and not _is_complement(a, b):
                yield binary(binary(a, ast.Mult(), y), sign, binary(b, ast.Mult(), x))


def _is_complement(one: ast.expr, other: ast.expr) -> bool:
    """Return whether one of two factors is 1 minus the other."""
    pairs = ((one, other), (other, one))
    return any(ast.unparse(ast.BinOp(ast.Constant(1), ast.Sub(), a)) == ast.unparse(b)
               for a, b in pairs)  # fmt: skip
