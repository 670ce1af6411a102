"""A helper that is applied to the gradient, not to what is made of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    parse_statements,
    place_of_start,
    replace_in_function,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource


@wider_rewrite("transformed before the average")
def transformed_first(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The gradient is transformed, such as orthogonalized, before momentum, not after it."""
    for statement in function.tree.body:
        match getattr(statement, "value", None):
            case ast.Call(func=ast.Name(helper), args=[ast.Name() as given, *others]) as value if (
                target_name(statement) is not None and source.find(helper)
            ):
                rest = "".join(f", {ast.unparse(other)}" for other in others)
                first = parse_statements(f"g = {helper}(g{rest})")
                changed = replace_in_function(function.tree, {id(value): given})
                start = place_of_start(changed)
                yield with_body(changed, [*changed.body[:start], *first, *changed.body[start:]])
