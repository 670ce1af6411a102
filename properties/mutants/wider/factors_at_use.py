"""A factor or a term of what is accumulated that is applied where the value is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function, target_name
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tree import binary
from .bodies import uses_of


@wider_rewrite("factor at use")
def factor_at_use(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A number that multiplies the step, not the term that is added to the state."""
    body = function.tree.body
    for k, statement in enumerate(body):
        name = target_name(statement)
        if name is None:
            continue
        for product, factor, rest in _factors_of_last_term(statement.value):  # type: ignore[attr-defined]
            for later in body[k + 1 :]:
                for place in uses_of(later, name):
                    scaled = binary(factor, ast.Mult(), ast.Name(name, ast.Load()))
                    yield replace_in_function(function.tree, {id(product): rest, id(place): scaled})


@wider_rewrite("term at use")
def term_at_use(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A term that is added to a value where it is used, but not to what is kept of it."""
    body = function.tree.body
    for k, statement in enumerate(body):
        name = target_name(statement)
        match getattr(statement, "value", None):
            case ast.BinOp(left=first, op=ast.Add() | ast.Sub() as sign, right=term) as value if (
                name is not None
            ):
                whole = binary(ast.Name(name, ast.Load()), sign, term)
                places = [place for later in body[k + 1 :] for place in uses_of(later, name)]
                new = {id(value): first, **{id(place): whole for place in places}}
                if places:
                    yield replace_in_function(function.tree, new)


def _factors_of_last_term(
    value: ast.expr,
) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """Yield the last term of a sum, a factor of it, and the term without the factor."""
    match value:
        case ast.BinOp(op=ast.Add(), right=ast.BinOp(op=ast.Mult()) as term):
            yield term, term.left, term.right
            match term.left:
                case ast.BinOp(left=first, op=ast.Mult(), right=second):
                    yield term, second, binary(first, ast.Mult(), term.right)
                    yield term, first, binary(second, ast.Mult(), term.right)
