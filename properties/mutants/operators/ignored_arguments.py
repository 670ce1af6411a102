"""Arguments that are ignored: their default, 0 or 1 is used whatever is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, number


@operator("argument ignored")
def ignored_argument(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The default of a hyper-parameter, or 0 or 1, in place of its value."""
    text = ast.unparse(node)
    if text not in scope.defaults:
        return
    default = scope.defaults[text]
    if isinstance(default, tuple):
        yield ast.Tuple([ast.Constant(part) for part in default], ast.Load())
    elif isinstance(default, float | int):
        for other in dict.fromkeys((default, 0.0, 1.0)):
            yield number(other)


@operator("argument off by one")
def whole_number(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A whole number that is one more or one less."""
    if type(scope.defaults.get(ast.unparse(node))) is int:
        yield binary(node, ast.Add(), number(1))
        yield binary(node, ast.Sub(), number(1))
