"""A factor 1 - x as a divisor 1 + x, which is the same to first order, and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, number


@wider_operator("factor as divisor")
def factor_as_divisor(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A product with 1 - x as a quotient by 1 + x, as an implicit step has it, or the reverse."""
    match node:
        case ast.BinOp(
            left=value,
            op=ast.Mult(),
            right=ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=part),
        ):
            yield binary(value, ast.Div(), binary(number(1), ast.Add(), part))
        case ast.BinOp(
            left=value,
            op=ast.Div(),
            right=ast.BinOp(left=ast.Constant(value=1), op=ast.Add(), right=part),
        ):
            yield binary(value, ast.Mult(), binary(number(1), ast.Sub(), part))
