"""A maximum for a minimum, or without one of its operands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, call, number

OPPOSITES = {"np.maximum": "np.minimum", "np.minimum": "np.maximum", "max": "min", "min": "max"}


@operator("bound")
def other_bound(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The smaller of two for the larger, one of them alone, or their sum."""
    if isinstance(node, ast.Call) and len(node.args) == 2:
        name = ast.unparse(node.func)
        if name in OPPOSITES:
            yield call(OPPOSITES[name], *node.args)
            yield from node.args
            yield binary(node.args[0], ast.Add(), node.args[1])
            match node.args[0]:
                case ast.BinOp(left=rate, op=ast.Mult()) if ast.unparse(rate) in scope.decay_rates:
                    rest = binary(number(1), ast.Sub(), rate)
                    new = binary(rest, ast.Mult(), node.args[1])
                    yield binary(node.args[0], ast.Add(), new)
