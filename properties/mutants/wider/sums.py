"""Sums whose terms, factors or divisors are at another place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import reduce

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, number


def terms_of(node: ast.expr) -> list[ast.expr]:
    """Return the terms of a sum without differences; the node itself if it is no sum."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*terms_of(left), *terms_of(right)]
    return [node]


def add_terms(terms: Sequence[ast.expr]) -> ast.expr:
    """Return the sum of one or more terms."""
    return reduce(lambda left, right: binary(left, ast.Add(), right), terms)


@wider_operator("term outside of a fraction")
def term_outside(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A factor or divisor that applies to the first term of a sum only."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Add() | ast.Sub() as sign, right=b),
            op=ast.Mult() | ast.Div() as op,
            right=c,
        ):
            yield binary(binary(a, op, c), sign, b)


@wider_operator("term inside of a fraction")
def term_inside(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A factor or divisor of one term of a sum or difference that applies to another one too."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Mult() | ast.Div() as op, right=c),
            op=ast.Sub(),
            right=b,
        ):
            yield binary(binary(a, ast.Sub(), b), op, c)
    terms = terms_of(node)
    for k, term in enumerate(terms):
        match term:
            case ast.BinOp(left=a, op=ast.Mult() | ast.Div() as op, right=c):
                for i, other in enumerate(terms):
                    if i != k:
                        both = binary(binary(a, ast.Add(), other), op, c)
                        rest = [t for j, t in enumerate(terms) if j not in (i, k)]
                        yield add_terms([*rest, both])
                        if isinstance(op, ast.Mult):
                            both = binary(a, op, binary(other, ast.Add(), c))
                            yield add_terms([*rest, both])


@wider_operator("weight of an average")
def weight_of_average(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The weight of the newest value in place of none: an average in place of a sum."""
    match node:
        case ast.BinOp(left=ast.BinOp(left=rate, op=ast.Mult()), op=ast.Sub(), right=newest) if (
            ast.unparse(rate) in scope.numbers
        ):
            weight = binary(number(1), ast.Sub(), rate)
            yield binary(node.left, ast.Sub(), binary(weight, ast.Mult(), newest))
    terms = terms_of(node)
    for k, term in enumerate(terms):
        match term:
            case ast.BinOp(left=rate, op=ast.Mult()) if ast.unparse(rate) in scope.numbers:
                rest = [t for j, t in enumerate(terms) if j != k]
                if rest:
                    weight = binary(number(1), ast.Sub(), rate)
                    yield add_terms([term, binary(weight, ast.Mult(), add_terms(rest))])


@wider_operator("factor of another product")
def factor_of_another_product(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array, such as a mask, that is a factor here too."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for name in scope.arrays:
            if name.isidentifier() and name not in {"theta", "g"}:
                yield binary(node, ast.Mult(), ast.Name(name, ast.Load()))
