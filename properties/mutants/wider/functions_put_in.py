"""Functions that bound or normalize an array, put in or in place of its sign."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import parse_expression
from ..operator import wider_operator
from ..scope import Scope

FORMS = (
    "np.tanh({x})", "np.clip({x}, -1.0, 1.0)", "{x} / (1 + np.abs({x}))",
    "{x} / np.linalg.norm({x})", "np.sign({x}) * np.sqrt(np.abs({x}))", "np.maximum({x}, 0.0)",
)  # fmt: skip


@wider_operator("function put in")
def function_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A function of an array that the rule takes as it is, or of which it takes the sign."""
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sign":
            yield from _functions_of(inside)
        case ast.Name() | ast.Subscript() if scope.is_array(node):
            yield from _functions_of(node)


def _functions_of(node: ast.expr) -> Iterator[ast.expr]:
    text = ast.unparse(node)
    written = text if isinstance(node, ast.Name | ast.Subscript | ast.Call) else f"({text})"
    for form in FORMS:
        yield parse_expression(form.format(x=written))
