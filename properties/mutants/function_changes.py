"""Changes of functions, which return copies."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from .tree import replace_nodes


def replace_in_function(function: ast.FunctionDef, new: Mapping[int, ast.AST]) -> ast.FunctionDef:
    """Return a copy of a function with nodes replaced, which are given by their ``id``."""
    return replace_nodes(function, new)


def with_body(function: ast.FunctionDef, body: Sequence[ast.stmt]) -> ast.FunctionDef:
    """Return a copy of a function with other statements."""
    changed = replace_in_function(function, {})
    changed.body = list(body)
    return changed


def loads_of(tree: ast.AST, text: str) -> list[ast.expr]:
    """Return the places where the value of an expression is read."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.expr)
        and isinstance(getattr(node, "ctx", None), ast.Load)
        and ast.unparse(node).replace("'", '"') == text
    ]


def parse_statements(text: str) -> list[ast.stmt]:
    """Return the statements of a text."""
    return ast.parse(text).body


def parse_expression(text: str) -> ast.expr:
    """Return the expression of a text."""
    return ast.parse(text, mode="eval").body


def is_docstring(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def place_of_start(function: ast.FunctionDef) -> int:
    """Return where statements are put in: after the docstring and the sign of the gradient."""
    place = 0
    for k, statement in enumerate(function.body):
        is_sign = isinstance(statement, ast.If) and ast.unparse(statement.test) == "h.maximize"
        if is_docstring(statement) or is_sign:
            place = k + 1
    return place


def target_name(statement: ast.stmt) -> str | None:
    """Return the name that a statement assigns, beside entries of a dictionary; else None."""
    if not isinstance(statement, ast.Assign):
        return None
    names = [t.id for t in statement.targets if isinstance(t, ast.Name)]
    entries = [t for t in statement.targets if isinstance(t, ast.Subscript)]
    return names[0] if len(names) == 1 and len(entries) + 1 == len(statement.targets) else None
