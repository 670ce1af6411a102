"""Brackets and factors at another place of the same terms."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary


@operator("brackets")
def other_brackets(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A factor or divisor that applies to one term of a sum only."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Add() | ast.Sub() as sign, right=b),
            op=ast.Mult() | ast.Div() as op,
            right=c,
        ):
            yield binary(a, sign, binary(b, op, c))
        case ast.BinOp(
            left=a,
            op=ast.Mult() | ast.Div() as op,
            right=ast.BinOp(left=b, op=ast.Add() | ast.Sub() as sign, right=c),
        ):
            yield binary(binary(a, op, b), sign, c)
            if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Mult):
                yield binary(binary(a, op, b), sign, binary(a.left, op, c))
                yield binary(binary(a, op, b), sign, binary(a.right, op, c))
                match a.left:
                    case ast.BinOp(left=first, op=ast.Mult()):
                        yield binary(binary(a, op, b), sign, binary(first, op, c))


@operator("factor of another term")
def moved_factor(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The factor of one term at the other one, or the divisor and a factor exchanged."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=a, op=ast.Mult(), right=x), op=ast.Add() | ast.Sub() as sign,
            right=y,
        ):  # fmt: skip
            yield binary(x, sign, binary(a, ast.Mult(), y))
            if isinstance(y, ast.BinOp) and isinstance(y.op, ast.Mult):
                yield binary(x, sign, y.right)
        case ast.BinOp(left=ast.BinOp(left=a, op=ast.Mult(), right=b), op=ast.Div() as op, right=c):
            yield binary(binary(a, ast.Mult(), c), op, b)


@operator("average")
def other_average(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A sum or a value of the newest in place of an average, or an average that starts with it."""
    match node:
        case ast.Call(func=ast.Name("average"), args=[old, new, _]):
            yield binary(old, ast.Add(), new)
            if scope.counts:
                first = ast.parse("t == 1", mode="eval").body
                yield ast.IfExp(first, new, node)


@operator("order of functions")
def other_order(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A function of an average in place of the average of the function, or the other way round."""
    match node:
        case ast.Call(func=ast.Name("average") as name, args=[old, new, beta]):
            chain = []
            inner = new
            while isinstance(inner, ast.Call) and ast.unparse(inner.func).startswith("np."):
                chain.append(inner)
                inner = inner.args[0]
            if chain:
                whole: ast.expr = ast.Call(name, [old, inner, beta], [])
                for outer in reversed(chain):
                    whole = ast.Call(outer.func, [whole, *outer.args[1:]], [])
                yield whole
        case ast.Call(
            func=outer, args=[ast.Call(func=ast.Name("average") as name, args=[old, new, beta])]
        ):
            yield ast.Call(name, [old, ast.Call(outer, [new], []), beta], [])
