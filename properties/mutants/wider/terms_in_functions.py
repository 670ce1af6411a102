"""A term that is added inside of a function, such as the sign, or outside of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary


@wider_operator("term in a function")
def term_in_function(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A function of the sum in place of the sum with the function, or the other way round."""
    match node:
        case ast.BinOp(
            left=ast.Call(args=[inside]) as function, op=ast.Add() | ast.Sub() as sign, right=term
        ) if _is_elementwise(function) and scope.is_array(term):
            yield ast.Call(function.func, [binary(inside, sign, term)], [])
        case ast.Call(
            args=[ast.BinOp(left=inside, op=ast.Add() | ast.Sub() as sign, right=term)]
        ) if _is_elementwise(node) and scope.is_array(term):
            yield binary(ast.Call(node.func, [inside], []), sign, term)


def _is_elementwise(function: ast.Call) -> bool:
    return ast.unparse(function.func) in ("np.sign", "np.abs", "np.sqrt")
