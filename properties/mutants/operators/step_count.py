"""A step count that is one off, or frozen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import COUNT, Scope
from ..tree import binary, number


@operator("step count")
def other_count(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The count of the step before or after, or of the first step, in place of t."""
    if scope.counts and isinstance(node, ast.Name) and node.id == COUNT:
        yield binary(node, ast.Sub(), number(1))
        yield binary(node, ast.Add(), number(1))
        yield number(1)
