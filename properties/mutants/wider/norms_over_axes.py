"""A norm of each row or column in place of the norm of the whole array."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..elementwise_choices import with_elementwise_choices, with_elementwise_extrema
from ..function_changes import parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource

# The functions of a whole array, and those along an axis; {x} is the array.
FORMS = {
    "np.linalg.norm": "np.linalg.norm({x}, axis={axis}, keepdims=True)",
    "rms": "np.linalg.norm({x}, axis={axis}, keepdims=True) / max(1, {x}.shape[{axis}]) ** 0.5",
}
AXES = (-1, 0)

# The norm of each part along the first axis, such as the weights of an output, with all its axes.
OF_PARTS = "np.sqrt(np.sum({x} * {x}, axis=tuple(range(1, {x}.ndim)), keepdims=True))"


@wider_rewrite("norm over an axis")
def norm_over_axis(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The norm along an axis, at one place and at all, where the array has more than one."""
    places = [node for node in ast.walk(function.tree) if _array_of(node)]
    chosen = [[place] for place in places] + ([places] if len(places) > 1 else [])
    of_matrices = bool(source.rule.dimensions)
    for some in chosen:
        for axis in AXES:
            new = {id(place): _along(place, axis, of_matrices) for place in some}
            yield _elementwise(replace_in_function(function.tree, new))
        parts = {id(p): of_parts for p in some if (of_parts := _of_parts(p))}
        if parts and not of_matrices:
            yield _elementwise(replace_in_function(function.tree, parts))


def _elementwise(function: ast.FunctionDef) -> ast.FunctionDef:
    """Return a function with norms along axes, and choices for each of these norms."""
    return with_elementwise_choices(with_elementwise_extrema(function, _is_along))


def _of_parts(place: ast.AST) -> ast.expr | None:
    name, x = _array_of(place) or ("", "")
    if name != "np.linalg.norm":
        return None
    return parse_expression(f"{OF_PARTS.format(x=x)} if theta.ndim > 1 else {name}({x})")


def _along(place: ast.AST, axis: int, of_matrices: bool) -> ast.expr:
    name, x = _array_of(place) or ("", "")
    form = FORMS[name].format(x=x, axis=axis)
    return parse_expression(form if of_matrices else f"{form} if theta.ndim > 1 else {name}({x})")


def _array_of(node: ast.AST) -> tuple[str, str] | None:
    """Return the function of a whole array that a node calls, and the array; None for others."""
    match node:
        case ast.Call(func=function, args=[inside], keywords=[]) if (
            name := ast.unparse(function)
        ) in FORMS:
            text = ast.unparse(inside)
            return name, text if text.isidentifier() else f"({text})"
    return None


def _is_along(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "axis"
