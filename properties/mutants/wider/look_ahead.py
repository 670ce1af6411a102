"""Nesterov momentum that is put in: the newest value is added to the accumulated one once more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import parse_statements, target_name
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import STATE
from .bodies import bodies_of, with_branch


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
