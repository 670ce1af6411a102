"""Signs that are turned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope


@operator("sign")
def turned_sign(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array, or a term with one, with the other sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp | ast.Name | ast.Subscript) and scope.is_array(node):
        yield ast.UnaryOp(ast.USub(), node)
