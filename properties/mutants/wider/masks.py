"""A step that is left out where it disagrees with the gradient, as in cautious optimizers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import unparse


@wider_operator("mask put in")
def mask_put_in(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array with zeros where its sign is not that of the gradient.

    Source: Liang, Chen, Liu and Liu, *Cautious optimizers: improving training with one line of
    code*, 2024, algorithm 1, without the factor for the elements left out.
    """
    text = unparse(node)
    is_value = (isinstance(node, ast.Name) and text in scope.arrays) or isinstance(node, ast.Call)
    if is_value and scope.is_array(node) and text not in ("g", "theta"):
        yield ast.parse(f"np.where({text} * g > 0, {text}, 0 * {text})", mode="eval").body
