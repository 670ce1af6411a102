"""The same change at places that have the same form, such as both bias corrections."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, groupby

from ..function_changes import replace_in_function
from ..operator import operators, rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import HYPER, STATE, Scope, scopes_of
from ..tree import expressions_of

# An expression that has a form of its own has at least this many nodes.
SMALLEST = 4

Place = tuple[ast.expr, Scope]


@rewrite("both places")
def parallel_changes(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The change of an operator at all places of the same form, or at two of them."""
    for group in _parallel_expressions(source, function):
        chosen = [group] if len(group) == 2 else [group, *combinations(group, 2)]
        for places in chosen:
            yield from _same_changes(function, list(places))


def _parallel_expressions(source: RuleSource, function: RuleFunction) -> list[list[Place]]:
    """Return the groups of expressions of the same form that are no parts of others in a group."""
    places = [
        (_form(e), (e, scope))
        for statement, scope in scopes_of(source, function)
        for e in expressions_of(statement)
        if sum(1 for _ in ast.walk(e)) >= SMALLEST and not isinstance(e, ast.Tuple | ast.Dict)
    ]
    places.sort(key=lambda pair: pair[0])
    groups = [[p for _, p in group] for _, group in groupby(places, key=lambda pair: pair[0])]
    found: list[list[Place]] = []
    inside: set[int] = set()
    for group in sorted(groups, key=lambda g: -sum(1 for _ in ast.walk(g[0][0]))):
        if len(group) > 1 and not any(id(e) in inside for e, _ in group):
            found.append(group)
            inside |= {id(node) for e, _ in group for node in ast.walk(e)}
    return found


class _Leaves(ast.NodeTransformer):
    """Replaces names, entries of the state and hyper-parameters by one name."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return node if node.id in ("np", "average") else ast.Name("_", ast.Load())

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return ast.Name("_", ast.Load()) if ast.unparse(node.value) == STATE else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return ast.Name("_", ast.Load()) if ast.unparse(node.value) == HYPER else node


def _form(expression: ast.expr) -> str:
    copied = ast.parse(ast.unparse(expression), mode="eval").body
    return ast.dump(_Leaves().visit(copied))


def _same_changes(function: RuleFunction, places: list[Place]) -> Iterator[ast.FunctionDef]:
    """Yield the function with the same replacement of the same part at each place."""
    parts = [list(_parts(e)) for e, _ in places]
    if len({len(p) for p in parts}) > 1:
        return
    for nodes in zip(*parts, strict=True):
        for apply in operators.items().values():
            options = [list(apply(n, scope)) for n, (_, scope) in zip(nodes, places, strict=True)]
            if len({len(o) for o in options}) > 1:
                continue
            for news in zip(*options, strict=True):
                pairs = zip(nodes, news, strict=True)
                yield replace_in_function(function.tree, {id(old): new for old, new in pairs})


def _parts(expression: ast.AST) -> Iterator[ast.expr]:
    """Yield the parts of an expression that are values; an entry of the state has no parts."""
    if isinstance(expression, ast.expr) and ast.unparse(expression) != "np":
        yield expression
    if not isinstance(expression, ast.Subscript | ast.Attribute):
        for child in ast.iter_child_nodes(expression):
            yield from _parts(child)
