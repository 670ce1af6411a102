"""Powers of the step count in place of products, and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import COUNT, Scope
from ..tree import binary


@wider_operator("power of a complement")
def power_of_complement(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The power, or the multiple, of 1 - x in place of 1 minus the power of x."""
    match node:
        case ast.BinOp(
            left=ast.Constant(value=1) as one,
            op=ast.Sub(),
            right=ast.BinOp(left=rate, op=ast.Pow(), right=exponent),
        ):
            rest = binary(one, ast.Sub(), rate)
            yield binary(rest, ast.Pow(), exponent)
            yield binary(rest, ast.Mult(), exponent)


@wider_operator("power for a product")
def power_for_product(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The power of 1 + x in place of 1 plus a multiple of x: a schedule that is exponential."""
    match node:
        case ast.BinOp(
            left=ast.Constant(value=1) as one,
            op=ast.Add(),
            right=ast.BinOp(left=a, op=ast.Mult(), right=b),
        ):
            yield binary(binary(one, ast.Add(), b), ast.Pow(), a)
            yield binary(binary(one, ast.Add(), a), ast.Pow(), b)


@wider_operator("power of the step count")
def power_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A factor of 1 minus some number that is taken to the power of the step count."""
    match node:
        case ast.BinOp(left=ast.Constant(1), op=ast.Sub()) if scope.counts and not scope.is_array(
            node
        ):
            yield binary(node, ast.Pow(), ast.Name(COUNT, ast.Load()))
