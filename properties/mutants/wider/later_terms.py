"""Terms and factors that the first step leaves out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..operators.terms import left_out
from ..scope import COUNT, Scope


@wider_operator("term from the second step on")
def from_second_step(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A sum, difference, product or quotient that the first step computes without one operand."""
    if not scope.counts or not scope.is_array(node):
        return
    later = ast.Compare(ast.Name(COUNT, ast.Load()), [ast.Gt()], [ast.Constant(1)])
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            for without in left_out(node, scope):
                if scope.is_array(without):
                    yield ast.IfExp(later, node, without)
