"""A sign that is 0 or 1, as a comparison is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import call, number


@wider_operator("comparison for a sign")
def comparison_for_sign(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Whether a value is above 0, as a number, in place of its sign."""
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sign":
            for comparison in (ast.Gt(), ast.GtE()):
                test = ast.Compare(inside, [comparison], [number(0)])
                yield call("np.where", test, number(1.0), number(0.0))
