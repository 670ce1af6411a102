"""The small term of a denominator at another place: in the root, in a maximum."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, call


@operator("place of eps")
def other_place(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A number that is added to a root is added inside of it, bounds it, or the other way round."""
    match node:
        case ast.BinOp(left=ast.Call(args=[inside]) as root, op=ast.Add(), right=term) if _is_root(
            root
        ) and not scope.is_array(term):
            yield call("np.sqrt", binary(inside, ast.Add(), term))
            yield call("np.sqrt", binary(inside, ast.Add(), binary(term, ast.Mult(), term)))
            yield call("np.maximum", root, term)
            yield call("np.sqrt", call("np.maximum", inside, term))
            match scope.definitions.get(ast.unparse(inside), inside):
                case ast.BinOp(left=a, op=ast.Div() as op, right=b):
                    early = binary(call("np.sqrt", a), ast.Add(), term)
                    yield binary(early, op, call("np.sqrt", b))
        case ast.Call(args=[ast.BinOp(left=inside, op=ast.Add(), right=term)]) if _is_root(
            node
        ) and not scope.is_array(term):
            yield binary(call("np.sqrt", inside), ast.Add(), term)
            yield call("np.sqrt", binary(inside, ast.Add(), binary(term, ast.Mult(), term)))
        case ast.Call(args=[first, term]) if ast.unparse(
            node.func
        ) == "np.maximum" and not scope.is_array(term):
            yield binary(first, ast.Add(), term)


def _is_root(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "np.sqrt"
