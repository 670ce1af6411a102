"""Bounds of a ratio of norms."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import call, number

# The largest ratios that libraries let pass.
LARGEST = (1.0, 10.0)


@operator("ratio bounded")
def bounded_ratio(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A ratio of the norms of whole arrays that is at most 1, or at most 10."""
    match node:
        case ast.BinOp(op=ast.Div(), left=left, right=right) if _has_norm(
            left, scope
        ) and _has_norm(right, scope):
            for largest in LARGEST:
                yield call("min", node, number(largest))


def _has_norm(node: ast.expr, scope: Scope) -> bool:
    """Return whether an expression has a norm, or the name of one."""
    inside = (n for n in ast.walk(node) if isinstance(n, ast.expr))
    return any(_is_norm(n) or _is_norm(_definition(n, scope)) for n in inside)


def _definition(node: ast.expr, scope: Scope) -> ast.expr | None:
    return scope.definitions.get(node.id) if isinstance(node, ast.Name) else None


def _is_norm(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "np.linalg.norm"
