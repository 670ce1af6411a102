"""Bias corrections that are put in."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope


@operator("correction put in")
def additional_correction(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array that is divided by 1 - beta**t although the rule takes it as it is."""
    if scope.counts and isinstance(node, ast.Name) and scope.is_array(node):
        for rate in scope.decay_rates:
            yield ast.parse(f"{node.id} / (1 - {rate} ** t)", mode="eval").body


@operator("factor put in")
def additional_factor(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An old state, or a new one, that is multiplied by a hyper-parameter."""
    if isinstance(node, ast.Subscript | ast.Name) and scope.is_array(node):
        for name in ("h.lr", *scope.decay_rates):
            if name in scope.numbers:
                yield ast.parse(f"{name} * {ast.unparse(node)}", mode="eval").body


@operator("later value")
def later_value(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """What a later statement makes of an array, in place of the array."""
    if isinstance(node, ast.Name) and node.id in scope.arrays:
        yield from scope.later.get(node.id, ())
