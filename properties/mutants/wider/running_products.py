"""The product of a value over all steps, computed as if the value had always been the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import COUNT, Scope, entry_of
from ..tree import binary


@wider_operator("power for a running product")
def power_for_product(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The power of the newest factor with the step count, in place of the product so far."""
    match node:
        case ast.BinOp(left=so_far, op=ast.Mult(), right=newest) if scope.counts:
            if entry_of(so_far):
                yield binary(newest, ast.Pow(), ast.Name(COUNT, ast.Load()))
