"""The value that a name had before a statement changed it, at all places of a later one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import assigned_values
from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    replace_in_function,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import ARRAYS
from ..tree import statements_of


@wider_rewrite("earlier value in a statement")
def earlier_value_in_statement(
    source: RuleSource, function: RuleFunction
) -> Iterator[ast.FunctionDef]:
    """The value that a name had before a statement, at all its places in one later statement."""
    return earlier_values(function)


def earlier_values(function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Yield copies of a function in which one statement reads a value from before another one."""
    taken = {argument.arg for argument in function.tree.args.args} & set(ARRAYS)
    body = function.tree.body
    for k, statement in enumerate(body):
        assigned = {name for s in statements_of([statement]) for name, _ in assigned_values(s)}
        for name in sorted(assigned & taken):
            keep = parse_statements(f"{name}_before = {name}")
            for later in body[k + 1 :]:
                new = parse_expression(f"{name}_before")
                places = {id(place): new for place in loads_of(later, name)}
                if places:
                    changed = replace_in_function(function.tree, places)
                    yield with_body(changed, [*changed.body[:k], *keep, *changed.body[k:]])
        taken |= assigned
