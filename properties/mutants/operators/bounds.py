"""A maximum for a minimum, or without one of its operands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import binary, call

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
