"""A sum for a mean, or over other elements."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope

OTHER = {"sum": "mean", "mean": "sum"}


@wider_operator("sum or mean")
def sum_or_mean(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A sum for a mean of all elements or the other way round, or either over the last axis."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr=("sum" | "mean") as name), args=given, keywords=[]
        ) if len(given) < 2:
            argument = ast.unparse(given[0] if given else owner)
            for each in (OTHER[name], name):
                along = f"np.{each}({argument}, axis=-1, keepdims=True)"
                yield _parse(f"{along} if theta.ndim > 1 else np.{each}({argument})")
            yield _parse(f"np.{OTHER[name]}({argument})")


def _parse(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
