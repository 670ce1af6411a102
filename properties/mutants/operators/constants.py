"""Constants that are off by one, zero, halved or doubled."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope
from ..tree import number


@operator("constant")
def other_constant(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another number in place of a constant."""
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        for other in dict.fromkeys((value + 1, value - 1, 0, value / 2, 2 * value)):
            if other != value:
                yield number(int(other) if other == int(other) else other)
