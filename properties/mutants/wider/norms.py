"""Another norm in place of all norms."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..elementwise_choices import with_elementwise_choices
from ..function_changes import parse_expression, replace_in_function
from ..operator import wider_operator, wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import Scope

FORMS = (
    "np.max(np.abs({x}))", "np.sum(np.abs({x}))", "np.mean(np.abs({x}))",
    "np.linalg.norm({x}, axis=-1, keepdims=True) if theta.ndim > 1 else np.linalg.norm({x})",
    "np.linalg.norm({x}, axis=0, keepdims=True) if theta.ndim > 1 else np.linalg.norm({x})",
    "np.sqrt(np.mean({x} ** 2))", "np.sum({x} ** 2)",
)  # fmt: skip


@wider_operator("norm")
def other_norm(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another norm of an array at one place."""
    inside = _inside_norm(node)
    for form in FORMS if inside else ():
        yield parse_expression(form.format(x=inside))


@wider_rewrite("norms")
def other_norms(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Another norm at all places of a norm."""
    found = {id(n): text for n in ast.walk(function.tree) if (text := _inside_norm(n))}
    for form in FORMS if len(found) > 1 else ():
        new = {place: parse_expression(form.format(x=text)) for place, text in found.items()}
        changed = replace_in_function(function.tree, new)
        yield with_elementwise_choices(changed) if "axis" in form else changed


def _inside_norm(node: ast.AST) -> str:
    """Return the array whose Euclidean norm is taken; empty for anything else."""
    match node:
        case ast.Call(func=function, args=[inside], keywords=[]) if (
            ast.unparse(function) == "np.linalg.norm"
        ):
            text = ast.unparse(inside)
            return text if text.isidentifier() else f"({text})"
    return ""
