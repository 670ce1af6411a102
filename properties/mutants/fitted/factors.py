"""A value that is multiplied by a number, or to which a number is added."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import fitted_operator
from ..scope import Scope
from ..unknown_number import unknown


@fitted_operator("factor put in")
def factor_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array, or a hyper-parameter at one place, that is multiplied by a number."""
    if _is_array(node, scope) or ast.unparse(node) in scope.numbers:
        yield ast.BinOp(unknown(), ast.Mult(), node)


@fitted_operator("term put in")
def term_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array or a root of one to which a number is added."""
    is_root = isinstance(node, ast.Call) and ast.unparse(node.func) == "np.sqrt"
    if _is_array(node, scope) or is_root:
        yield ast.BinOp(node, ast.Add(), unknown())


def _is_array(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Name | ast.Subscript) and scope.is_array(node)
