"""A product in place of a bound, and terms and weights at another place of a bound."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import binary, call, number

BOUNDS = ("min", "max", "np.minimum", "np.maximum")


@wider_operator("product for a bound")
def product_for_bound(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The product of two values in place of the smaller or the larger one."""
    if _is_bound(node):
        yield binary(node.args[0], ast.Mult(), node.args[1])  # type: ignore[attr-defined]


@wider_operator("term of a bound")
def term_of_bound(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A term of the second value that is added to the bound, or to both values, or vice versa."""
    match node:
        case ast.Call(args=[first, ast.BinOp(left=second, op=ast.Add(), right=term)]) if _is_bound(
            node
        ):
            yield binary(ast.Call(node.func, [first, second], []), ast.Add(), term)
            yield ast.Call(node.func, [binary(first, ast.Add(), term), second], [])
        case ast.BinOp(left=ast.Call(args=[first, second]) as bound, op=ast.Add(), right=term) if (
            _is_bound(bound)
        ):
            yield ast.Call(bound.func, [first, binary(second, ast.Add(), term)], [])
            yield ast.Call(bound.func, [binary(first, ast.Add(), term), second], [])


@wider_operator("weight of a bound")
def weight_of_bound(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The weights of an average in a maximum of an old value that decays and a new one."""
    match node:
        case ast.Call(args=[ast.BinOp(left=rate, op=ast.Mult(), right=old) as first, new]) if (
            _is_bound(node) and ast.unparse(rate) in scope.decay_rates
        ):
            rest = binary(number(1), ast.Sub(), rate)
            for weighted in _weighted(rest, new):
                yield call(ast.unparse(node.func), first, weighted)
                yield call(ast.unparse(node.func), old, weighted)
            for weighted in _weighted(rate, new):
                yield call(ast.unparse(node.func), old, weighted)


def _weighted(weight: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """Yield a value times a weight, and a sum of which only the first term is weighted."""
    yield binary(weight, ast.Mult(), value)
    match value:
        case ast.BinOp(left=first, op=ast.Add(), right=term):
            yield binary(binary(weight, ast.Mult(), first), ast.Add(), term)


def _is_bound(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in BOUNDS
        and len(node.args) == 2
        and not node.keywords
    )
