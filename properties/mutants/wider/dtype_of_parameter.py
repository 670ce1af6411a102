"""The format of float32 where a formula reads that of the parameter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import parse_expression
from ..operator import wider_operator
from ..scope import PARAMETER, Scope


@wider_operator("float32 for the dtype")
def float32_for_dtype(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """float32 in place of the dtype of the parameter, as in the smallest relative difference."""
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr="dtype") if name == PARAMETER:
            yield parse_expression("np.float32")
