"""The last change of the parameter at an earlier place: later statements read its result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import names_of
from ..function_changes import parse_expression, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import PARAMETER
from ..tree import statements_of


@wider_rewrite("last change of the parameter earlier")
def earlier_update(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """What is returned as the parameter is assigned before an earlier statement that reads it."""
    *body, last = function.tree.body
    match last:
        case ast.Return(value=ast.Tuple(elts=[ast.expr() as update, *rest])):
            pass
        case _:
            return
    if isinstance(update, ast.Name) or PARAMETER not in _read_in(update):
        return
    early = ast.Assign([ast.Name(PARAMETER, ast.Store())], update)
    returned = ast.Return(ast.Tuple([parse_expression(PARAMETER), *rest], ast.Load()))
    for k, statement in enumerate(body):
        later = {name for s in statements_of(body[k:]) for name in _assigned_in(s)}
        if PARAMETER not in _read_in(statement) or (later - {PARAMETER}) & _read_in(update):
            continue
        yield with_body(function.tree, [*body[:k], early, *body[k:], returned])


def _assigned_in(statement: ast.stmt) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return [name for target in targets for name in names_of(target)]


def _read_in(tree: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
