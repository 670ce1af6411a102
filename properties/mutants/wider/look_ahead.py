"""Nesterov momentum that is put in: the newest value is added to the accumulated one once more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    parse_expression,
    parse_statements,
    replace_in_function,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import STATE
from .bodies import bodies_of, uses_of, with_branch


@wider_rewrite("look-ahead put in")
def look_ahead(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """An accumulated value that is accumulated with the newest one again before it is used."""
    for owner, body in bodies_of(function.tree):
        for k, statement in enumerate(body):
            name = target_name(statement)
            if name is None or not isinstance(statement, ast.Assign):
                continue
            for new, ahead in _accumulated(name, statement.value):
                keep = parse_statements(f"newest = {new}")
                more = parse_statements(f"{name} = {ahead}")
                for to in range(k + 1, len(body) + (owner is not None)):
                    yield with_branch(
                        function.tree, owner,
                        [*body[:k], *keep, *body[k : to], *more, *body[to:]],
                    )  # fmt: skip


@wider_rewrite("look-ahead in the step")
def look_ahead_in_step(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A value that is accumulated with the newest one again where it is used, but not kept so."""
    body = function.tree.body
    for k, statement in enumerate(body):
        name = target_name(statement)
        if name is None or not isinstance(statement, ast.Assign):
            continue
        for new, ahead in _accumulated(name, statement.value):
            places = [place for later in body[k + 1 :] for place in uses_of(later, name)]
            used = parse_expression(ahead.replace("newest", new) if new == "g" else ahead)
            keep = [] if new == "g" else parse_statements(f"newest = {new}")
            changed = replace_in_function(function.tree, {id(place): used for place in places})
            if places:
                yield with_body(changed, [*changed.body[:k], *keep, *changed.body[k:]])


def _accumulated(name: str, value: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield the newest value of a sum or an average with the old state, and the look-ahead."""
    match value:
        case ast.BinOp(
            left=ast.BinOp(left=rate, op=ast.Mult(), right=old), op=ast.Add(), right=new
        ) if _reads_state(old):
            yield ast.unparse(new), f"{ast.unparse(rate)} * {name} + newest"
        case ast.Call(func=ast.Name("average"), args=[old, new, rate]) if _reads_state(old):
            yield ast.unparse(new), f"average({name}, newest, {ast.unparse(rate)})"


def _reads_state(node: ast.expr) -> bool:
    return any(isinstance(n, ast.Name) and n.id == STATE for n in ast.walk(node))
