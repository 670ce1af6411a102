"""A function of each value in place of the function of their average."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import call


@wider_operator("function of each term")
def function_of_each(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The average of the function's values in place of the function of the average."""
    match node:
        case ast.Call(
            func=outer, args=[ast.Call(func=ast.Name("average") as name, args=[old, new, beta])]
        ):
            each = [call(ast.unparse(outer), part) for part in (old, new)]
            yield ast.Call(name, [*each, beta], [])
