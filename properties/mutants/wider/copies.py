"""A part of one formula as it stands in another one: a copy that was not adapted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of
from ..tree import expressions_of, unparse

# The largest difference of the sizes of two parts, in nodes.
MOST_NODES = 4


@wider_rewrite("part of another formula")
def part_of_another_formula(
    source: RuleSource, function: RuleFunction
) -> Iterator[ast.FunctionDef]:
    """A part with the same names in place of one of about the same size."""
    parts = [
        (k, e, unparse(e), _names_of(e), sum(1 for _ in ast.walk(e)))
        for k, (statement, _) in enumerate(scopes_of(source, function))
        for e in expressions_of(statement)
        if isinstance(e, ast.BinOp | ast.Call)
    ]
    for k, old, text, names, size in parts:
        seen = {text}
        for i, new, other, used, nodes in parts:
            alike = names == used and type(old) is type(new) and abs(size - nodes) <= MOST_NODES
            if i != k and alike and other not in seen:
                seen.add(other)
                yield replace_in_function(function.tree, {id(old): new})


def _names_of(expression: ast.expr) -> frozenset[str]:
    return frozenset(
        ast.unparse(node)
        for node in ast.walk(expression)
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript)
    )
