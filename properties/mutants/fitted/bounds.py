"""A value that is kept within a bound."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import fitted_operator
from ..scope import Scope
from ..tree import call
from ..unknown_number import unknown


@fitted_operator("bound put in")
def bound_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array that is clipped, or has a smallest or a largest value."""
    if isinstance(node, ast.Name | ast.Subscript) and scope.is_array(node):
        yield call("np.clip", node, ast.UnaryOp(ast.USub(), unknown()), unknown())
        yield call("np.maximum", node, unknown())
        yield call("np.minimum", node, unknown())
    elif ast.unparse(node) in scope.numbers:
        yield call("max", node, unknown())
        yield call("min", node, unknown())


@fitted_operator("norm bounded")
def norm_bounded(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array that is scaled down to a largest norm."""
    if isinstance(node, ast.Name) and scope.is_array(node):
        norm = call("np.linalg.norm", node)
        largest = call("np.maximum", norm, unknown())
        yield ast.BinOp(node, ast.Mult(), ast.BinOp(unknown(), ast.Div(), largest))
