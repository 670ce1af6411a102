"""An entry of the state that advances only where a branch is taken, which only the step needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import entry_of
from ..tree import unparse
from .conditional_steps import compares_sizes


@wider_rewrite("state only where a branch is taken")
def state_in_branch(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The old value of an entry where a branch is not taken, or where it is."""
    *body, last = function.tree.body
    match last:
        case ast.Return(value=ast.Tuple(elts=[_, ast.Dict(keys=keys, values=values)])):
            pass
        case _:
            return
    old = {
        entry_of(node): node
        for node in ast.walk(function.tree)
        if isinstance(node, ast.expr) and entry_of(node)
    }
    for statement in body:
        if not isinstance(statement, ast.If) or not compares_sizes(statement.test):
            continue
        test = unparse(statement.test)
        for key, value in zip(keys, values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else None
            if name not in old:
                continue
            new, kept = unparse(value), unparse(old[name])
            for text in (f"{new} if {test} else {kept}", f"{kept} if {test} else {new}"):
                yield replace_in_function(function.tree, {id(value): parse_expression(text)})
