"""The parameter as it was at the first step, where the present one should be used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..first_entries import FIRST, with_first
from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    place_of_start,
    replace_in_function,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import PARAMETER, STATE


@wider_rewrite("parameter of the first step")
def first_parameter(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """One use of the parameter, or all in a statement, but for the step itself, is of the first."""
    start = place_of_start(function.tree)
    kept = {id(state): more for state in _kept_states(function.tree) if (more := with_first(state))}
    head = parse_statements(f'{FIRST} = {STATE}.get("{FIRST}", {PARAMETER})')
    for statement in function.tree.body[start:-1] if kept else ():
        for place in loads_of(statement, PARAMETER):
            if not any(place is node for s in _results(statement) for node in ast.walk(s)):
                new = {id(place): parse_expression(FIRST), **kept}
                changed = replace_in_function(function.tree, new)
                yield with_body(changed, [*changed.body[:start], *head, *changed.body[start:]])


def _returned(tree: ast.AST) -> Iterator[ast.Tuple]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield node.value


def _results(tree: ast.AST) -> list[ast.expr]:
    return [pair.elts[0] for pair in _returned(tree)]


def _kept_states(tree: ast.AST) -> list[ast.expr]:
    return [pair.elts[1] for pair in _returned(tree)]
