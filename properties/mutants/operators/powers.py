"""Powers, squares, roots, absolute values and signs that are put in or left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, call, number

# Functions of one array that are left out, or taken for each other.
OF_ONE = ("np.sqrt", "np.abs", "np.sign")


def _is_square(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mult)
        and ast.dump(node.left) == ast.dump(node.right)
    )


@operator("power")
def other_power(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A square, root, absolute value or sign of an array in place of another one, or of none."""
    if isinstance(node, ast.BinOp) and _is_square(node):
        yield node.left
        yield call("np.abs", node.left)
        yield binary(node, ast.Mult(), node.left)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in OF_ONE and len(node.args) == 1:
        yield node.args[0]
        for other in OF_ONE:
            if other != ast.unparse(node.func):
                yield call(other, node.args[0])
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sign":
            positive = ast.Compare(inside, [ast.GtE()], [number(0)])
            yield call("np.where", positive, number(1.0), number(-1.0))
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Mult(), right=ast.Call(args=[inside]) as sign),
            op=ast.Mult(),
        ) if ast.unparse(sign.func) == "np.sign":
            yield binary(a, ast.Mult(), inside)


@operator("power put in")
def additional_power(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A square, root, absolute value or sign of an array that the rule takes as it is."""
    if isinstance(node, ast.Name | ast.Subscript) and scope.is_array(node):
        yield binary(node, ast.Mult(), node)
        yield call("np.sqrt", call("np.abs", node))
        yield call("np.abs", node)
        yield call("np.sign", node)
    elif isinstance(node, ast.BinOp) and scope.is_array(node) and not _is_square(node):
        yield binary(node, ast.Pow(), number(2))
        yield call("np.sqrt", call("np.abs", node))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield binary(node, ast.Pow(), number(0.5))
        yield binary(node, ast.Pow(), number(2))
