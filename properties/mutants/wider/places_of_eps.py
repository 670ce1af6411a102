"""A small term at a further place: as a bound of a root with the term inside, or relative to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, call, number

ROOT, MAXIMUM = "np.sqrt", "np.maximum"


@wider_operator("further place of eps")
def further_place(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A number in a root bounds it from below; one beside a root is a fraction of it."""
    match node:
        case ast.Call(args=[ast.BinOp(left=inside, op=ast.Add(), right=term)]) if _calls(
            node, ROOT
        ) and not scope.is_array(term):
            root = call(ROOT, inside)
            yield call(MAXIMUM, root, term)
            yield call(ROOT, call(MAXIMUM, inside, term))
            yield binary(node, ast.Add(), term)
            yield binary(root, ast.Mult(), binary(number(1), ast.Add(), term))
        case ast.BinOp(left=ast.Call(args=[inside]) as root, op=ast.Add(), right=term) if _calls(
            root, ROOT
        ) and not scope.is_array(term):
            yield binary(root, ast.Mult(), binary(number(1), ast.Add(), term))
            yield call(MAXIMUM, root, call(ROOT, term))
            yield binary(call(ROOT, binary(inside, ast.Add(), term)), ast.Add(), term)
        case ast.Call(args=[ast.Call(args=[inside]) as root, term]) if (
            _calls(node, MAXIMUM) and _calls(root, ROOT) and not scope.is_array(term)
        ):
            yield call(ROOT, binary(inside, ast.Add(), term))
            yield call(ROOT, call(MAXIMUM, inside, term))


def _calls(node: ast.expr, function: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == function
