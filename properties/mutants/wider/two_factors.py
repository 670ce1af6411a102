"""Two numbers that should multiply or divide arrays, both left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from ..function_changes import replace_in_function, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of
from ..tree import expressions_of, number, simplify

# With more factors the pairs take too long.
MOST = 16


@wider_rewrite("two factors left out")
def two_factors_left_out(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Two factors of arrays that are 1: weights of two terms, or a weight and a correction."""
    places = [
        place
        for statement, scope in scopes_of(source, function)
        for node in expressions_of(statement)
        if isinstance(node, ast.BinOp) and scope.is_array(node)
        for place in _factors(node)
        if not scope.is_array(place) and not isinstance(place, ast.Constant)
    ]
    for one, other in combinations(places, 2) if len(places) <= MOST else ():
        new: dict[int, ast.AST] = {id(one): number(1), id(other): number(1)}
        changed = replace_in_function(function.tree, new)
        yield with_body(changed, [simplify(s) for s in changed.body])


def _factors(node: ast.BinOp) -> Iterator[ast.expr]:
    if isinstance(node.op, ast.Mult):
        yield node.left
    if isinstance(node.op, ast.Mult | ast.Div):
        # A quotient of numbers that multiplies an array has two factors.
        yield node.right
        match node.left:
            case ast.BinOp(left=first, op=ast.Div() | ast.Mult(), right=second):
                yield first
                yield second
