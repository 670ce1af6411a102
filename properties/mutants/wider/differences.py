"""A gradient from which another array, such as its average, is subtracted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import assigned_values
from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of
from ..tree import statements_of, unparse


@wider_rewrite("difference put in")
def difference_put_in(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The difference to another array, which may exist only where a branch is taken."""
    branches = _names_of_branches(function.tree)
    for statement, scope in scopes_of(source, function):
        for place in loads_of(statement, "g") if not hasattr(statement, "body") else ():
            for other in scope.arrays:
                if other in ("g", "theta"):
                    continue
                text = f"g - {other}"
                if other in branches:
                    text = f"g - {other} if {branches[other]} else g"
                new = parse_expression(text)
                yield replace_in_function(function.tree, {id(place): new})


def _names_of_branches(function: ast.FunctionDef) -> dict[str, str]:
    """Return the names that only a branch assigns, each with the condition of the branch."""
    found = {
        name: unparse(s.test)
        for s in function.body
        if isinstance(s, ast.If) and not s.orelse
        for inside in statements_of(s.body)
        for name, _ in assigned_values(inside)
    }
    always = {name for s in function.body for name, _ in assigned_values(s)}
    return {name: test for name, test in found.items() if name not in always}
