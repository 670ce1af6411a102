"""The names that statements assign, with their values."""

from __future__ import annotations

import ast


def assigned_values(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Return the names that a statement assigns, with what it assigns to them."""
    if not isinstance(statement, ast.Assign) or isinstance(statement.value, ast.Dict):
        return []
    return [pair for target in statement.targets for pair in _pairs_of(target, statement.value)]


def _pairs_of(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    if not isinstance(target, ast.Tuple):
        return []
    parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
    return [pair for t, v in zip(target.elts, parts, strict=False) for pair in _pairs_of(t, v)]


def loop_values(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Return the names of a loop, with what they run over: also with enumerate and zip."""
    match statement:
        case ast.For(target=ast.Name(name), iter=values):
            return [(name, values)]
        case ast.For(
            target=ast.Tuple(elts=[_, ast.Name(name)]),
            iter=ast.Call(func=ast.Name("enumerate"), args=[values]),
        ):
            return [(name, values)]
        case ast.For(
            target=ast.Tuple(elts=targets), iter=ast.Call(func=ast.Name("zip"), args=args)
        ):
            pairs = zip(targets, args, strict=False)
            return [(t.id, values) for t, values in pairs if isinstance(t, ast.Name)]
    return []


def names_of(target: ast.expr) -> list[str]:
    """Return the names in the target of an assignment, in order."""
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
