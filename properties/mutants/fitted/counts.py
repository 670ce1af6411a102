"""A step count that is bounded or shifted, at one place or at all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import fitted_operator, fitted_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, Scope
from ..unknown_number import NAME

FORMS = (
    f"min({COUNT}, {NAME})", f"max({COUNT}, {NAME})", f"{COUNT} + {NAME}", f"{NAME} * {COUNT}",
)  # fmt: skip


@fitted_operator("count")
def other_count(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another number at one place of the step count."""
    if scope.counts and isinstance(node, ast.Name) and node.id == COUNT:
        yield from map(parse_expression, FORMS)


@fitted_rewrite("count everywhere")
def other_count_everywhere(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Another number at all places of the step count."""
    places = loads_of(function.tree, COUNT)
    for form in FORMS if len(places) > 1 else ():
        new = parse_expression(form)
        yield replace_in_function(function.tree, {id(place): new for place in places})
