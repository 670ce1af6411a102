"""Another number in place of a constant, or of a hyper-parameter at one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import fitted_operator
from ..scope import Scope
from ..tree import call
from ..unknown_number import unknown


@fitted_operator("number")
def other_number(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another number in place of one that is written out, or of a hyper-parameter."""
    is_constant = isinstance(node, ast.Constant) and isinstance(node.value, float)
    if is_constant or ast.unparse(node) in scope.numbers:
        yield unknown()


@fitted_operator("exponent")
def other_exponent(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another exponent, or a power in place of a root or of a square."""
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sqrt":
            yield ast.BinOp(inside, ast.Pow(), unknown())
        case ast.BinOp(left=base, op=ast.Pow()):
            yield ast.BinOp(base, ast.Pow(), unknown())
        case ast.BinOp(left=one, op=ast.Mult(), right=two) if ast.dump(one) == ast.dump(two):
            yield ast.BinOp(call("np.abs", one), ast.Pow(), unknown())
