"""One hyper-parameter for another, or its complement."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, number


@operator("hyper-parameter")
def other_number(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another hyper-parameter of the rule in place of one."""
    if ast.unparse(node) in scope.numbers:
        for other in scope.numbers:
            if other != ast.unparse(node):
                yield ast.parse(other, mode="eval").body


@operator("complement")
def complement(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A number for its complement to 1, or the other way round."""
    match node:
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=right):
            yield right
        case _ if ast.unparse(node) in scope.numbers:
            yield binary(number(1), ast.Sub(), node)
