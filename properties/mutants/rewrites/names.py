"""One name for another at all its places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, permutations

from ..assignments import names_of
from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, HYPER, STATE, scopes_of
from ..tree import expressions_of, statements_of

COUNTS = (f"{COUNT} - 1", f"{COUNT} + 1", "1")


@rewrite("step count everywhere")
def count_everywhere(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Another step count in the whole function, or in the whole of one statement."""
    for tree in (function.tree, *statements_of(function.tree.body)):
        places = loads_of(tree, COUNT)
        if len(places) > 1:
            for text in COUNTS:
                new = parse_expression(text)
                yield replace_in_function(function.tree, {id(place): new for place in places})


@rewrite("order of hyper-parameters")
def exchanged_numbers(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The parts of a hyper-parameter in another order."""
    for statement in statements_of(function.tree.body):
        if isinstance(statement, ast.Assign) and HYPER in ast.unparse(statement.value):
            for target in _flat_tuples(statement.targets[0]):
                for order in list(permutations(target.elts))[1:]:
                    new = ast.Tuple(list(order), ast.Store())
                    yield replace_in_function(function.tree, {id(target): new})


def _flat_tuples(target: ast.expr) -> list[ast.Tuple]:
    """Return the tuples of names in the target of an assignment."""
    return [
        node
        for node in ast.walk(target)
        if isinstance(node, ast.Tuple) and len(names_of(node)) == len(node.elts)
        and all(isinstance(n, ast.Name) for n in node.elts)
    ]  # fmt: skip


@rewrite("entries exchanged")
def exchanged_entries(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Two entries of the state that are read for each other."""
    for one, other in combinations(source.rule.moments, 2):
        places = {
            id(node): ast.Subscript(node.value, ast.Constant(new), ast.Load())
            for old, new in ((one, other), (other, one))
            for node in loads_of(function.tree, f'{STATE}["{old}"]')
            if isinstance(node, ast.Subscript)
        }
        if len(places) > 1:
            yield replace_in_function(function.tree, places)


@rewrite("array everywhere")
def renamed_in_statement(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """An array for another at all its places in one statement."""
    for statement, scope in scopes_of(source, function):
        for name in [a for a in scope.arrays if a.isidentifier()]:
            places = [
                node
                for node in expressions_of(statement)
                if isinstance(node, ast.Name) and node.id == name
            ]
            for other in scope.arrays if len(places) > 1 else ():
                if other != name:
                    new = parse_expression(other)
                    yield replace_in_function(function.tree, {id(node): new for node in places})


@rewrite("number everywhere")
def number_everywhere(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A hyper-parameter with its default, or in a lower precision, at all its places."""
    scopes = scopes_of(source, function)
    scope = scopes[-1][1]
    for text, default in scope.defaults.items():
        places = loads_of(function.tree, text)
        if len(places) > 1 and not isinstance(default, tuple):
            for new in (repr(default), f"np.float32({text})", f"np.float16({text})"):
                changed = parse_expression(new)
                yield replace_in_function(function.tree, {id(place): changed for place in places})
