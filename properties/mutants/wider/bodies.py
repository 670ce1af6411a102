"""The lists of statements of a function, and copies with another list."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ..function_changes import is_docstring, loads_of, replace_in_function, with_body


def bodies_of(function: ast.FunctionDef) -> Iterator[tuple[ast.stmt | None, list[ast.stmt]]]:
    """Yield the body of a function, and of each branch with the statement that it belongs to."""
    yield None, [s for s in function.body if not is_docstring(s)]
    for node in ast.walk(function):
        if isinstance(node, ast.If):
            yield node, node.body


def with_branch(
    function: ast.FunctionDef, owner: ast.stmt | None, body: Sequence[ast.stmt]
) -> ast.FunctionDef:
    """Return a copy of a function with another body, or with another body of a branch."""
    if owner is None:
        start = function.body[:1] if is_docstring(function.body[0]) else []
        return with_body(function, [*start, *body])
    if not isinstance(owner, ast.If):
        raise TypeError(f"{ast.dump(owner)} has no branch.")
    changed = ast.If(owner.test, list(body), owner.orelse)
    return replace_in_function(function, {id(owner): changed})


def uses_of(statement: ast.stmt, name: str) -> list[ast.expr]:
    """Return the places where a value is used, beside those where it is kept."""
    kept = {id(n) for d in ast.walk(statement) if isinstance(d, ast.Dict) for n in ast.walk(d)}
    return [place for place in loads_of(statement, name) if id(place) not in kept]
