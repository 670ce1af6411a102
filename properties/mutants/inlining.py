"""Insert the formula of a helper in place of its call, so that one call can be changed alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .rule_source import RuleSource
from .tree import replace_nodes


def inline_calls(source: RuleSource, expression: ast.expr) -> ast.expr | None:
    """Return the expression with the helpers' formulas in it; None if it calls none.

    Only helpers that consist of one returned expression are inserted.
    """
    found = expression
    while (inlinable := next(_inlinable_calls(source, found), None)) is not None:
        call, names, formula = inlinable
        found = _insert(found, call, names, formula)
    return None if found is expression else found


def _inlinable_calls(
    source: RuleSource, expression: ast.AST
) -> Iterator[tuple[ast.Call, list[str], ast.expr]]:
    for node in ast.walk(expression):
        known = _formula(source, node) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and known is not None:
            yield node, *known


def _formula(source: RuleSource, call: ast.Call) -> tuple[list[str], ast.expr] | None:
    """Return the arguments and the formula of the function that is called."""
    function = source.find(call.func.id) if isinstance(call.func, ast.Name) else None
    if function is None or call.keywords or not _takes_all(function.tree.args, call.args):
        return None
    body = [s for s in function.tree.body if not isinstance(s, ast.Expr)]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    return [argument.arg for argument in function.tree.args.args], body[0].value


def _takes_all(taken: ast.arguments, given: list[ast.expr]) -> bool:
    """Return whether a call gives each argument of a function, in its order."""
    others = (*taken.posonlyargs, *taken.kwonlyargs, taken.vararg, taken.kwarg)
    starred = any(isinstance(value, ast.Starred) for value in given)
    return not any(others) and not starred and len(given) == len(taken.args)


def _insert(expression: ast.expr, call: ast.Call, names: list[str], formula: ast.expr) -> ast.expr:
    given = dict(zip(names, call.args, strict=True))
    inside = replace_nodes(
        formula,
        {
            id(node): given[node.id]
            for node in ast.walk(formula)
            if isinstance(node, ast.Name) and node.id in given
        },
    )
    return replace_nodes(expression, {id(call): inside})
