"""A sentence about changes that a step count of 1 in every step makes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import cast

from .function_changes import loads_of
from .scope import COUNT
from .tree import number, replace_nodes, unparse

SENTENCE = f"A step count {COUNT} that stays at 1 gives the same steps."


class _WithoutPowersOfOne(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        is_power = isinstance(node.op, ast.Pow) and ast.unparse(node.right) == "1"
        return node.left if is_power else node


def describe_frozen_count(
    gone: Sequence[ast.stmt], come: Sequence[ast.stmt], new: ast.FunctionDef
) -> str:
    """Say that the changed statements are those of the first step; empty if they are not.

    Args:
        gone: the statements that only the rule has.
        come: the statements that only the changed version has.
        new: the changed version, in which no statement may use the step count.
    """
    with_count = [statement for statement in gone if loads_of(statement, COUNT)]
    if not with_count or loads_of(new, COUNT):
        return ""
    found = {unparse(statement) for statement in come}
    return SENTENCE if all(_in_first_step(s) in found for s in with_count) else ""


def _in_first_step(statement: ast.stmt) -> str:
    places = {id(place): number(1) for place in loads_of(statement, COUNT)}
    first = replace_nodes(statement, places)
    return unparse(cast(ast.stmt, _WithoutPowersOfOne().visit(first)))
