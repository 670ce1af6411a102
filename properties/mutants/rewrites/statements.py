"""Statements in another order, left out, or with the value that a name had before."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import assigned_values
from ..function_changes import (
    is_docstring,
    parse_expression,
    parse_statements,
    replace_in_function,
    with_body,
)
from ..operator import rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import ARRAYS
from ..tree import expressions_of, statements_of


@rewrite("order of statements")
def other_order(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A statement at a later place."""
    body = function.tree.body
    movable = [k for k, s in enumerate(body[:-1]) if not is_docstring(s)]
    for k in movable:
        for to in range(k + 1, len(body) - 1):
            yield with_body(
                function.tree, [*body[:k], *body[k + 1 : to + 1], body[k], *body[to + 1 :]]
            )


@rewrite("statement left out")
def without_statement(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A function without a statement that assigns a name again, or without a branch."""
    body = function.tree.body
    for k, statement in enumerate(body[:-1]):
        if isinstance(statement, ast.Assign | ast.If):
            yield with_body(function.tree, [*body[:k], *body[k + 1 :]])


@rewrite("earlier value")
def earlier_value(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The value that a name had before a statement changed it, at one later place or at all."""
    taken = {argument.arg for argument in function.tree.args.args} & set(ARRAYS)
    body = function.tree.body
    for k, statement in enumerate(body):
        assigned = {name for s in statements_of([statement]) for name, _ in assigned_values(s)}
        for name in sorted(assigned & taken):
            keep = parse_statements(f"{name}_before = {name}")
            places = [
                node
                for later in statements_of(body[k + 1 :])
                for node in expressions_of(later)
                if isinstance(node, ast.Name) and node.id == name
            ]
            for part in [[place] for place in places] + ([places] if len(places) > 1 else []):
                new = parse_expression(f"{name}_before")
                changed = replace_in_function(function.tree, {id(place): new for place in part})
                yield with_body(changed, [*changed.body[:k], *keep, *changed.body[k:]])
        taken |= assigned
