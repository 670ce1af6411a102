"""An entry of the state that keeps what a later statement makes of its value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import assigned_values
from ..function_changes import parse_statements, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tree import statements_of


@wider_rewrite("kept after a change")
def kept_after_change(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A state that is stored again after a statement has changed the value."""
    body = function.tree.body
    for k, statement in enumerate(body):
        match statement:
            case ast.Assign(targets=[ast.Name(kept), *_], value=ast.Dict(keys=keys, values=values)):
                for key, value in zip(keys, values, strict=True):
                    if key is not None and isinstance(value, ast.Name):
                        again = parse_statements(f"{kept}[{ast.unparse(key)}] = {value.id}")
                        for j in range(k + 1, len(body) - 1):
                            if value.id in _assigned_in(body[j]):
                                yield with_body(
                                    function.tree, [*body[: j + 1], *again, *body[j + 1 :]]
                                )


def _assigned_in(statement: ast.stmt) -> set[str]:
    return {name for s in statements_of([statement]) for name, _ in assigned_values(s)}
