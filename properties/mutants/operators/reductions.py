"""A norm or mean over other elements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from ..operator import operator
from ..scope import Scope
from ..tree import binary, call, number


def _is_norm(node: ast.expr) -> TypeGuard[ast.Call]:
    """Return whether an expression is the norm of all elements."""
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "np.linalg.norm"
        and len(node.args) == 1
        and not node.keywords
    )


@operator("reduction")
def other_reduction(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another norm, a mean in place of a norm, or none."""
    if _is_norm(node):
        vector = node.args[0]
        square = binary(vector, ast.Mult(), vector)
        yield ast.Call(ast.Attribute(square, "sum", ast.Load()), [], [])
        yield call("np.sqrt", ast.Call(ast.Attribute(square, "mean", ast.Load()), [], []))
        yield ast.Call(ast.Attribute(call("np.abs", vector), "sum", ast.Load()), [], [])
        yield number(1.0)
        yield call("np.abs", vector)
        along = [ast.keyword("axis", number(-1)), ast.keyword("keepdims", ast.Constant(True))]
        yield ast.Call(node.func, [vector], along)
    match node:
        case ast.Call(
            func=ast.Attribute(attr="sum"), args=[], keywords=[ast.keyword("axis"), *rest]
        ):
            yield ast.Call(node.func, [], rest)
