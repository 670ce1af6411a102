"""The old value of an entry of the state, or its first one, in place of the new value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function, target_name
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import STATE
from ..tree import unparse


@wider_rewrite("old or first value")
def old_or_first_value(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """What a name was before the step, and at the first step what it becomes there."""
    body = function.tree.body
    for k, statement in enumerate(body):
        name, value = target_name(statement), getattr(statement, "value", None)
        match value:
            case ast.IfExp(
                test=ast.Compare(left=ast.Constant(str(key)), ops=[ast.In()]), orelse=first
            ) if name is not None:
                old = parse_expression(f'{STATE}.get("{key}", {unparse(first)})')
                for later in body[k + 1 :]:
                    for place in loads_of(later, name):
                        yield replace_in_function(function.tree, {id(place): old})
