"""Formulas without the brackets that a product, an exponent or a denominator needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function, with_body
from ..operator import wider_operator, wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import Scope, scopes_of
from ..tree import binary, expressions_of, unparse


@wider_operator("exponent without brackets")
def exponent_without_brackets(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The first factor or term of an exponent alone, with the rest of it after the power."""
    match node:
        case ast.BinOp(left=base, op=ast.Pow() as power, right=ast.BinOp(left=a, op=op, right=b)):
            yield binary(binary(base, power, a), op, b)
            if isinstance(op, ast.Mult | ast.Add):
                yield binary(binary(base, power, b), op, a)


@wider_operator("base without brackets")
def base_without_brackets(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The power of the last term or factor of a base alone, as in 1 + a * t ** p."""
    match node:
        case ast.BinOp(left=ast.BinOp() as base, op=ast.Pow(), right=exponent):
            yield from _with_power_inside(base, exponent)


def _with_power_inside(base: ast.BinOp, exponent: ast.expr) -> Iterator[ast.expr]:
    last = base.right
    yield binary(base.left, base.op, binary(last, ast.Pow(), exponent))
    if isinstance(last, ast.BinOp) and not isinstance(last.op, ast.Pow):
        for inside in _with_power_inside(last, exponent):
            yield binary(base.left, base.op, inside)


@wider_rewrite("denominator without brackets")
def denominator_without_brackets(
    source: RuleSource, function: RuleFunction
) -> Iterator[ast.FunctionDef]:
    """The last term of a denominator added to the result of the step: p - lr * g / d + eps."""
    for statement, scope in scopes_of(source, function):
        for node in expressions_of(statement):
            match node:
                case ast.BinOp(
                    op=ast.Div(), right=ast.BinOp(left=rest, op=ast.Add(), right=term) as sum_
                ) if unparse(term) in scope.numbers:
                    changed = replace_in_function(function.tree, {id(sum_): rest})
                    yield from _with_result_and(changed, term)


def _with_result_and(function: ast.FunctionDef, term: ast.expr) -> Iterator[ast.FunctionDef]:
    """Yield a function with a term added to the first of its results, if it returns several."""
    *body, last = function.body
    match last:
        case ast.Return(value=ast.Tuple(elts=[theta, *kept])):
            result = ast.Tuple([binary(theta, ast.Add(), term), *kept], ast.Load())
            yield with_body(function, [*body, ast.Return(result)])
