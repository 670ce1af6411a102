"""Hyper-parameters that are taken for each other at several places."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import combinations

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import HYPER, scopes_of


def _numbers(source: RuleSource, function: RuleFunction) -> Sequence[str]:
    return scopes_of(source, function)[-1][1].numbers


@wider_rewrite("number of a statement")
def number_of_statement(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A hyper-parameter for another at all its places in one statement."""
    for statement, scope in scopes_of(source, function):
        for old in scope.numbers if isinstance(statement, ast.Assign | ast.Return) else ():
            places = loads_of(statement, old)
            for other in scope.numbers if len(places) > 1 else ():
                if other != old:
                    new = parse_expression(other)
                    yield replace_in_function(function.tree, {id(place): new for place in places})


@wider_rewrite("numbers exchanged")
def exchanged_hyper(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Two hyper-parameters that are read for each other."""
    own = [name for name in _numbers(source, function) if name.startswith(f"{HYPER}.")]
    for one, other in combinations(own, 2):
        yield replace_in_function(
            function.tree,
            {
                id(place): parse_expression(new)
                for old, new in ((one, other), (other, one))
                for place in loads_of(function.tree, old)
            },
        )


@wider_rewrite("factor everywhere")
def factor_everywhere(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A hyper-parameter times or divided by another one, at all its places."""
    numbers = _numbers(source, function)
    for old in numbers:
        places = loads_of(function.tree, old)
        for other in numbers if len(places) > 1 else ():
            for operation in ("*", "/") if other != old else ():
                new = parse_expression(f"{old} {operation} {other}")
                yield replace_in_function(function.tree, {id(place): new for place in places})
