"""One number for a whole array: its mean, sum, norm or largest element."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import call


@wider_operator("one number for an array")
def number_for_array(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The mean, sum, norm or largest element of a whole array in place of each element."""
    if isinstance(node, ast.Name | ast.BinOp) and scope.is_array(node):
        yield call("np.mean", node)
        yield call("np.sum", node)
        yield call("np.linalg.norm", node)
        yield call("np.max", call("np.abs", node))
