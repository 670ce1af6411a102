"""A ratio of two numbers that is turned over, or of which the larger number is taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, call


@wider_operator("ratio of numbers")
def other_ratio(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The inverse of a ratio of numbers, or the larger or smaller number for a bounded ratio."""
    match node:
        case ast.BinOp(left=one, op=ast.Div(), right=other) if not scope.is_array(node):
            yield binary(other, ast.Div(), one)
        case ast.Call(
            func=ast.Name("max" | "min"),
            args=[bound, ast.BinOp(left=one, op=ast.Div(), right=other)],
        ):
            # The divisor as the bound, and one that applies to what is bounded too.
            kind = node.func.id  # type: ignore[attr-defined]
            yield call(kind, other, one)
            yield binary(call(kind, bound, one), ast.Mult(), other)
            yield binary(call(kind, bound, one), ast.Div(), other)
            if scope.is_array(node):
                return
            bounded = _without_bound(other)
            for name in ("max", "min"):
                yield call(name, one, bounded)
            yield binary(one, ast.Div(), other)
            yield binary(other, ast.Div(), one)


def _without_bound(node: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=ast.Name("max" | "min"), args=[_, inside]):
            return inside
    return node
