"""A value that is multiplied by a number, such as the step size, before it is squared."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function, target_name, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import Scope, scopes_of
from ..tree import binary, expressions_of, number
from .products import squared


@wider_rewrite("factor of a square")
def factor_of_square(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The square of a product in place of a square.

    The number may be computed by a later statement, which then comes before.
    """
    body = function.tree.body
    scopes = {id(s): scope for s, scope in scopes_of(source, function)}
    for k, statement in enumerate(body):
        for node in expressions_of(statement):
            base = squared(node)
            scope = scopes[id(statement)]
            if base is None or not scope.is_array(base):
                continue
            for name in scope.numbers:
                yield _scaled(function.tree, node, base, name)
            for j in range(k + 1, len(body)):
                later = target_name(body[j])
                if later is not None and _is_number(body[j], scope):
                    changed = _scaled(function.tree, node, base, later).body
                    rest = [*changed[k:j], *changed[j + 1 :]]
                    yield with_body(function.tree, [*changed[:k], changed[j], *rest])


def _scaled(
    function: ast.FunctionDef, node: ast.expr, base: ast.expr, name: str
) -> ast.FunctionDef:
    product = binary(ast.parse(name, mode="eval").body, ast.Mult(), base)
    return replace_in_function(function, {id(node): binary(product, ast.Pow(), number(2))})


def _is_number(statement: ast.stmt, scope: Scope) -> bool:
    """Whether a statement computes a number of which all parts exist before, in a scope."""
    match statement:
        case ast.Assign(value=value) if not scope.is_array(value):
            used = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
            known = {name for name in scope.numbers if name.isidentifier()}
            return used <= known | {"h", "t", "np", "min", "max"}
    return False
