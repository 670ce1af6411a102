"""Other roots than the square root, and terms that are multiplied or divided by the step count."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import COUNT, Scope
from ..tree import binary, number

# The powers that are taken in place of 1/2, as they are written.
POWERS = ("1 / 3", "1 / 4", "3 / 4")


@wider_operator("other root")
def other_root(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another root than the square root."""
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sqrt":
            for power in POWERS:
                yield binary(inside, ast.Pow(), ast.parse(power, mode="eval").body)


@wider_operator("step count put in")
def count_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array or the learning rate that is divided or multiplied by the step count or its root."""
    is_value = isinstance(node, ast.Name) and node.id in scope.arrays
    if scope.counts and (is_value or ast.unparse(node) == "h.lr"):
        count = ast.Name(COUNT, ast.Load())
        yield binary(node, ast.Div(), count)
        yield binary(node, ast.Mult(), count)
        yield binary(node, ast.Div(), binary(count, ast.Pow(), number(0.5)))
