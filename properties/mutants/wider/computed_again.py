"""A value that is computed again by a later statement, from the new state."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from ..function_changes import target_name, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import STATE


@wider_rewrite("computed again")
def computed_again(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A statement that is repeated later with new values in place of those of the old state."""
    body = function.tree.body
    for k, statement in enumerate(body):
        if target_name(statement) is None:
            continue
        for to in range(k + 2, len(body)):
            new = {n for s in body[k + 1 : to] if (n := target_name(s)) is not None}
            again = _NewValues(new).visit(copy.deepcopy(statement))
            if ast.unparse(again) != ast.unparse(statement):
                yield with_body(function.tree, [*body[:to], again, *body[to:]])


class _NewValues(ast.NodeTransformer):
    """Reads entries of the state whose new values have a name."""

    def __init__(self, new: set[str]) -> None:
        self.new = new

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        match node:
            case ast.Subscript(value=ast.Name(owner), slice=ast.Constant(str(entry))) if (
                owner == STATE and entry in self.new
            ):
                return ast.Name(entry, ast.Load())
        return node
