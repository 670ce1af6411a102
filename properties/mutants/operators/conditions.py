"""Conditions that are turned, always or never hold, or hold at the edge too."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import operator
from ..scope import Scope

EDGES: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


@operator("comparison")
def other_comparison(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another comparison of the same values."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in EDGES.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other()], node.comparators)
        yield ast.Constant(True)
        yield ast.Constant(False)


@operator("part of a condition")
def part_of_condition(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A condition without one of its parts, with `or` for `and`, or turned."""
    match node:
        case ast.BoolOp(op=op, values=values):
            yield from values
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand


@operator("branch")
def other_branch(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A choice between two values that always takes the same one."""
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "np.where":
        yield from node.args[1:]


@operator("condition")
def never_or_always(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A flag that is ignored."""
    is_hyper = isinstance(node, ast.Attribute) and ast.unparse(node).startswith("h.")
    if is_hyper and ast.unparse(node) not in scope.numbers:
        yield ast.Constant(True)
        yield ast.Constant(False)
        yield ast.UnaryOp(ast.Not(), node)
