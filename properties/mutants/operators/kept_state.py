"""Entries of the state that are not kept, or exist from the start."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import STATE, Scope
from ..tree import number, replace_nodes


@operator("state not kept")
def not_kept(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A new state without one of its entries."""
    if isinstance(node, ast.Dict):
        for k in range(len(node.keys)):
            keys, values = ([*part[:k], *part[k + 1 :]] for part in (node.keys, node.values))
            yield ast.Dict(keys, values)


@operator("first value")
def zero_at_first(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An entry of the state that starts as 0 where the rule has a formula for the first step."""
    match node:
        case ast.IfExp(test=ast.Compare(left=ast.Constant(str(key)), ops=[ast.In()]), body=body):
            yield _with_zeros(body, f"{STATE}['{key}']")
        case ast.IfExp(test=ast.Compare(left=ast.Name("t")), body=body, orelse=orelse):
            yield from (_with_zeros(branch) for branch in (body, orelse) if _reads_state(branch))
        case ast.Call(func=ast.Attribute(value=ast.Name("s"), attr="get"), args=[key, _]):
            for value in (0.0, 1.0):
                yield ast.Call(node.func, [key, number(value)], [])


def _with_zeros(branch: ast.expr, entry: str = "") -> ast.expr:
    """Return a formula with entries of the state that are 0 where they do not exist."""
    places = {
        id(n): ast.Call(ast.Attribute(n.value, "get", ast.Load()), [n.slice, number(0.0)], [])
        for n in ast.walk(branch)
        if isinstance(n, ast.Subscript) and entry in ("", ast.unparse(n)) and _is_entry(n)
    }
    return replace_nodes(branch, places)


def _reads_state(branch: ast.expr) -> bool:
    return any(isinstance(n, ast.Subscript) and _is_entry(n) for n in ast.walk(branch))


def _is_entry(node: ast.Subscript) -> bool:
    return ast.unparse(node.value) == STATE
