"""A computed number that is multiplied or divided by another one, or corrected otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, scopes_of
from ..tree import expressions_of
from .computed_numbers import computed_numbers


@wider_rewrite("number times another")
def number_times_another(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A number that the function has computed, times or divided by another one of these."""
    numbers = computed_numbers(function)
    for statement in function.tree.body:
        for name in numbers if isinstance(statement, ast.Assign | ast.Return) else ():
            for place in loads_of(statement, name):
                for other in numbers:
                    for operation in ("*", "/") if other != name else ():
                        new = parse_expression(f"{name} {operation} {other}")
                        yield replace_in_function(function.tree, {id(place): new})


@wider_rewrite("correction by a power")
def correction_by_power(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Adam's correction 1 - beta**t, also of the next step, for one by computed numbers."""
    numbers = set(computed_numbers(function))
    for statement, scope in scopes_of(source, function):
        if not (scope.counts and scope.decay_rates and isinstance(statement, ast.Assign)):
            continue
        for node in expressions_of(statement):
            match node:
                case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=part) if numbers & {
                    n.id for n in ast.walk(part) if isinstance(n, ast.Name)
                }:
                    for rate in scope.decay_rates:
                        for exponent in (COUNT, f"({COUNT} + 1)"):
                            new = parse_expression(f"1 - {rate} ** {exponent}")
                            yield replace_in_function(function.tree, {id(node): new})
