"""The update without the learning rate, with the sign turned again, or added up."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    place_of_start,
    replace_in_function,
    with_body,
)
from ..operator import rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import HYPER, STATE
from ..tree import number, simplify, statements_of

RATE = f"{HYPER}.lr"


@rewrite("update without -lr")
def raw_update(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """An update that is added to the parameter without the learning rate."""
    last = function.tree.body[-1]
    rates = loads_of(last, RATE)
    match last:
        case ast.Return(
            value=ast.Tuple(elts=[ast.BinOp(left=left, op=ast.Sub(), right=right), *kept])
        ) if len(rates) == 1:
            without = replace_in_function(function.tree, {id(rates[0]): number(1)}).body[-1]
            match without:
                case ast.Return(value=ast.Tuple(elts=[ast.BinOp(right=right), *_])):
                    whole = ast.BinOp(left, ast.Add(), right)
                    new = simplify(ast.Return(ast.Tuple([whole, *kept], ast.Load())))
                    yield replace_in_function(function.tree, {id(last): new})


@rewrite("maximize twice")
def maximized_again(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A step whose sign is turned by maximize although the gradient's sign was turned before."""
    for statement in statements_of(function.tree.body):
        match statement:
            case ast.Return(
                value=ast.Tuple(elts=[ast.BinOp(left=left, op=ast.Sub(), right=right), *kept])
            ) if "maximize" in source.rule.defaults and function is source.update:
                sign = parse_expression(f"-1 if {HYPER}.maximize else 1")
                signed = ast.BinOp(left, ast.Sub(), ast.BinOp(sign, ast.Mult(), right))
                new = ast.Return(ast.Tuple([signed, *kept], ast.Load()))
                yield replace_in_function(function.tree, {id(statement): new})


@rewrite("learning rate on the gradient")
def rate_in_state(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A gradient that is multiplied by the learning rate before the state is updated."""
    last = function.tree.body[-1]
    rates = loads_of(last, RATE)
    if isinstance(last, ast.Return) and len(rates) == 1:
        changed = replace_in_function(function.tree, {id(rates[0]): number(1)})
        body = [*changed.body[:-1], simplify(changed.body[-1])]
        for place in range(place_of_start(function.tree), len(body) - 1):
            scaled = parse_statements(f"g = {RATE} * g")
            yield with_body(function.tree, [*body[:place], *scaled, *body[place:]])
        yield from _rate_in_entries(function, body)


def _rate_in_entries(function: RuleFunction, body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    for k, statement in enumerate(body):
        match statement:
            case ast.Assign(
                targets=targets, value=ast.BinOp(left=old, op=ast.Add() as op, right=new)
            ) if STATE in {n.id for n in ast.walk(old) if isinstance(n, ast.Name)}:
                scaled = ast.BinOp(parse_expression(RATE), ast.Mult(), new)
                value = ast.BinOp(old, op, scaled)
                yield with_body(
                    function.tree, [*body[:k], ast.Assign(targets, value), *body[k + 1 :]]
                )
