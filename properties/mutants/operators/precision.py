"""Numbers and powers that are computed in a lower precision."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import call

FORMATS = ("np.float32", "np.float16")


@operator("precision")
def lower_precision(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A hyper-parameter, or a power of one, rounded to a lower precision."""
    power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    if ast.unparse(node) in scope.numbers or (power and not scope.is_array(node)):
        for name in FORMATS:
            yield call(name, node)


@operator("precision of the state")
def lower_state(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An entry of the state that is kept in a lower precision."""
    if isinstance(node, ast.Dict):
        for k, value in enumerate(node.values):
            for name in FORMATS:
                kept = [*node.values[:k], call(name, value), *node.values[k + 1 :]]
                yield ast.Dict(node.keys, kept)
