"""Terms and factors that are left out or taken twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, number


@operator("term left out")
def left_out(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A sum, difference, product, quotient or power without one operand."""
    if not isinstance(node, ast.BinOp):
        return
    yield node.left
    match node.op:
        case ast.Sub():
            yield ast.UnaryOp(ast.USub(), node.right)
        case ast.Div():
            yield binary(number(1.0), ast.Div(), node.right)
        case ast.Add() | ast.Mult():
            yield node.right


@operator("term twice")
def taken_twice(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A term that is added twice, a factor or divisor that is taken twice."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield ast.BinOp(binary(number(2), ast.Mult(), left), op, right)
            yield ast.BinOp(left, op, binary(number(2), ast.Mult(), right))
        case ast.BinOp(left=left, op=ast.Mult() as op, right=right):
            yield ast.BinOp(binary(left, ast.Mult(), left), op, right)
            yield ast.BinOp(left, op, binary(right, ast.Mult(), right))
        case ast.BinOp(left=left, op=ast.Div() as op, right=right):
            yield ast.BinOp(left, op, binary(right, ast.Mult(), right))
        case ast.BinOp(left=left, op=ast.Pow() as op, right=right):
            yield ast.BinOp(left, op, binary(number(2), ast.Mult(), right))
