"""The parameter of the first step, which a changed rule keeps as an entry of its state."""

from __future__ import annotations

import ast
import copy

from .scope import PARAMETER, STATE
from .tree import unparse

FIRST = f"first_{PARAMETER}"
MEANING = f"{FIRST} is the parameter at the first step."


def with_first(state: ast.expr) -> ast.Dict | None:
    """Return a state that also has the entry; None where its entries are made elsewhere."""
    named = ast.Name(FIRST, ast.Load())
    match state:
        case ast.Dict(keys=keys, values=values):
            return ast.Dict([*keys, ast.Constant(FIRST)], [*values, named])
        case ast.Name(name) if name == STATE:
            return ast.Dict([None, ast.Constant(FIRST)], [state, named])
    return None


def without_first(statement: ast.stmt) -> ast.stmt | None:
    """Return a statement of a changed rule without the entry; None if it only makes the entry."""
    if unparse(statement).startswith(f"{FIRST} = "):
        return None
    if FIRST not in unparse(statement):
        return statement
    found: ast.stmt = _WithoutFirst().visit(copy.deepcopy(statement))
    return found


class _WithoutFirst(ast.NodeTransformer):
    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        pairs = zip(node.keys, node.values, strict=True)
        left = [(k, v) for k, v in pairs if not (isinstance(v, ast.Name) and v.id == FIRST)]
        if len(left) == 1 and left[0][0] is None:
            return left[0][1]
        return ast.Dict([k for k, _ in left], [v for _, v in left])
