"""One array for another: an old state for a new one, a moment for another, a value kept or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope


@operator("array")
def other_array(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another array of the update in place of one."""
    text = ast.unparse(node).replace("'", '"')
    if text in scope.arrays:
        for other in scope.arrays:
            if other != text:
                yield ast.parse(other, mode="eval").body
