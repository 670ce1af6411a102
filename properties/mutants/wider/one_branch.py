"""A change of a value that holds only where a branch is taken, or only where it is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function, target_name, with_body
from ..operator import operators, wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import ARRAYS, scopes_of
from ..tree import expressions_of, replace_node, simplify


@wider_rewrite("one branch")
def in_one_branch(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The change of an operator where a branch that replaces the value is not taken, or is."""
    body = function.tree.body
    scopes = {id(s): scope for s, scope in scopes_of(source, function)}
    for k, statement in enumerate(body):
        name = target_name(statement)
        if name is None or not isinstance(statement, ast.Assign):
            continue
        for j in range(k + 1, len(body)):
            branch = body[j]
            if not isinstance(branch, ast.If) or branch.orelse or not _replaces(branch, name):
                continue
            for node in expressions_of(statement):
                for apply in operators.items().values():
                    for new in apply(node, scopes[id(statement)]):
                        other = ast.Assign(
                            [ast.Name(name, ast.Store())],
                            replace_node(statement.value, node, new),
                        )
                        for changed in (
                            ast.If(branch.test, branch.body, [other]),
                            ast.If(branch.test, [other, *branch.body], []),
                        ):
                            yield with_body(function.tree, [*body[:j], changed, *body[j + 1 :]])


@wider_rewrite("after one branch")
def after_one_branch(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The change of an operator in a later statement, only if the branch was taken."""
    body = function.tree.body
    scopes = {id(s): scope for s, scope in scopes_of(source, function)}
    for k, branch in enumerate(body):
        if not isinstance(branch, ast.If) or branch.orelse:
            continue
        names = {target_name(s) for s in branch.body} - {None, *ARRAYS}
        for later in body[k + 1 :]:
            if target_name(later) is None or not isinstance(later, ast.Assign):
                continue
            if not any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(later.value)):
                continue
            for node in expressions_of(later):
                for apply in operators.items().values():
                    for new in apply(node, scopes[id(later)]):
                        other = replace_node(later.value, node, new)
                        value = ast.IfExp(branch.test, other, later.value)
                        whole = simplify(replace_node(later, later.value, value))
                        yield replace_in_function(function.tree, {id(later): whole})


def _replaces(branch: ast.If, name: str) -> bool:
    """Return whether a branch assigns a name from its value before."""
    return any(
        target_name(s) == name
        and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(s.value))  # type: ignore[attr-defined]
        for s in branch.body
    )
