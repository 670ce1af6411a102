"""A step that is taken only where a branch is, which should choose one of its values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_statements, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import PARAMETER, STATE
from ..tree import unparse


@wider_rewrite("step only where a branch is taken")
def step_in_branch(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The parameter, or the state too, that stays as it is where a branch is not taken."""
    *body, last = function.tree.body
    match last:
        case ast.Return(value=ast.Tuple(elts=[_, kept])) if loads_of(function.tree, PARAMETER):
            pass
        case _:
            return
    for k, statement in enumerate(body):
        if not isinstance(statement, ast.If) or not compares_sizes(statement.test):
            continue
        test = unparse(statement.test)
        nothing = parse_statements(f"if not ({test}):\n    return {PARAMETER}, {STATE}")
        yield with_body(function.tree, [*body[:k], *nothing, *body[k:], last])
        state_alone = parse_statements(f"if not ({test}):\n    return {PARAMETER}, {unparse(kept)}")
        yield with_body(function.tree, [*body, *state_alone, last])


def compares_sizes(test: ast.expr) -> bool:
    """Whether a condition is that some numbers are larger or smaller than others."""
    compared = [node for node in ast.walk(test) if isinstance(node, ast.Compare)]
    operations = [operation for node in compared for operation in node.ops]
    return bool(operations) and all(
        isinstance(operation, ast.Gt | ast.GtE | ast.Lt | ast.LtE) for operation in operations
    )
