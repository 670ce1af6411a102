"""Another arithmetic operation, or the operands in the other order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope

# What each operation is mistaken for.
OTHERS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}


@operator("operation")
def other_operation(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another operation between the same operands."""
    if isinstance(node, ast.BinOp):
        for other in OTHERS.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)


@operator("order of operands")
def exchanged_operands(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The operands of a difference, quotient or power exchanged."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
        yield ast.BinOp(node.right, node.op, node.left)
