"""A factor, a divisor or a term that is applied by a later statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import target_name, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of
from ..tree import binary


@wider_rewrite("factor applied later")
def factor_applied_later(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A name without a factor or divisor, which it gets after statements that use the name."""
    body = function.tree.body
    arrays = {id(s): scope for s, scope in scopes_of(source, function)}
    for k, statement in enumerate(body):
        name, value = target_name(statement), getattr(statement, "value", None)
        if name is None or not isinstance(value, ast.BinOp) or len(statement.targets) > 1:  # type: ignore[attr-defined]
            continue
        if not isinstance(value.op, ast.Mult | ast.Div) or not arrays[id(statement)].is_array(
            value.left
        ):
            continue
        target = ast.Name(name, ast.Store())
        late = ast.Assign([target], binary(ast.Name(name, ast.Load()), value.op, value.right))
        yield from _split(function, k, target, value.left, late)


@wider_rewrite("term applied later")
def term_applied_later(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A name without the last term of its sum, which is added after statements that use it."""
    body = function.tree.body
    for k, statement in enumerate(body):
        match statement:
            case ast.Assign(
                targets=[ast.Name(name) as target],
                value=ast.BinOp(left=first, op=ast.Add() | ast.Sub() as sign, right=term),
            ):
                late = ast.Assign([target], binary(ast.Name(name, ast.Load()), sign, term))
                yield from _split(function, k, target, first, late)


def _split(
    function: RuleFunction, k: int, target: ast.Name, early: ast.expr, late: ast.stmt
) -> Iterator[ast.FunctionDef]:
    """Yield the function with the first part of a statement in its place, and the rest later."""
    body = function.tree.body
    # A name that already has the first part as its value needs no statement for it.
    first = [] if ast.unparse(early) == target.id else [ast.Assign([target], early)]
    for to in range(k + 2, len(body)):
        yield with_body(function.tree, [*body[:k], *first, *body[k + 1 : to], late, *body[to:]])
