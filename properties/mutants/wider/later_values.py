"""What a later statement computes, in place of the gradient in an earlier one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    loads_of,
    parse_expression,
    replace_in_function,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of


@wider_rewrite("later value for the gradient")
def later_value_for_gradient(
    source: RuleSource, function: RuleFunction
) -> Iterator[ast.FunctionDef]:
    """An array of a later statement, such as a corrected moment, at all places of the gradient.

    The later statement comes before the changed one, which it must not depend on.
    """
    body = function.tree.body
    arrays = scopes_of(source, function)[-1][1].arrays
    for k, statement in enumerate(body):
        places = loads_of(statement, "g")
        if target_name(statement) is None or not places:
            continue
        for j in range(k + 1, len(body) - 1):
            name = target_name(body[j])
            between = {target_name(s) for s in body[k:j]}
            if name not in arrays or name is None or between & _names_in(body[j]):
                continue
            new = parse_expression(name)
            changed = replace_in_function(function.tree, {id(place): new for place in places}).body
            yield with_body(function.tree, [*body[:k], body[j], *changed[k:j], *body[j + 1 :]])


def _names_in(statement: ast.stmt) -> set[str | None]:
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
