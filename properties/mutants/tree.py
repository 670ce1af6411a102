"""Changes of syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeVar, cast

Tree = TypeVar("Tree", bound=ast.AST)


def replace_node(root: Tree, old: ast.AST, new: ast.AST) -> Tree:
    """Return a copy of the tree with one node replaced."""
    return replace_nodes(root, {id(old): new})


def replace_nodes(root: Tree, new: Mapping[int, ast.AST]) -> Tree:
    """Return a copy of the tree with nodes replaced, which are given by their ``id``.

    A node is replaced by one of its kind: a statement by a statement, an expression by another.
    """
    return cast(Tree, _replace(root, new))


def _replace(root: ast.AST, new: Mapping[int, ast.AST]) -> ast.AST:
    if id(root) in new:
        return _replace(new[id(root)], {})
    fields = vars(root)
    changed = _copy(root)
    for name in root._fields:
        value = fields.get(name)
        if isinstance(value, ast.AST):
            if _has_fields(value):
                setattr(changed, name, _replace(value, new))
        elif isinstance(value, list):
            parts = [_replace(v, new) if isinstance(v, ast.AST) else v for v in value]
            setattr(changed, name, parts)
    return changed


def _has_fields(node: ast.AST) -> bool:
    """Whether a node can be changed; those without fields, such as ``ast.Load()``, are shared."""
    return bool(node._fields)


def _copy(node: ast.AST) -> ast.AST:
    """Return a shallow copy, as ``copy.copy`` does in three times the time."""
    kind = type(node)
    new = kind.__new__(kind)
    new.__dict__.update(node.__dict__)
    return new


def expressions_of(statement: ast.stmt) -> Iterator[ast.expr]:
    """Yield the expressions in a statement that compute values, outermost first.

    Targets of assignments are left out, and of compound statements everything but the condition.
    """
    match statement:
        case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            yield from _inside(value)
        case ast.If(test=test):
            yield from _inside(test)
        case ast.For(iter=values):
            yield from _inside(values)


def _inside(expression: ast.expr) -> Iterator[ast.expr]:
    for node in ast.walk(expression):
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield node


def statements_of(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield all statements of a body, those in branches and loops too, in the order of the text."""
    for statement in body:
        yield statement
        for name in ("body", "orelse"):
            yield from statements_of(getattr(statement, name, []))


class _Simplifier(ast.NodeTransformer):
    """Leaves out factors and divisors of 1, which an operator has put in."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult) and _is_one(node.left):
            return node.right
        if isinstance(node.op, ast.Mult | ast.Div) and _is_one(node.right):
            return node.left
        return node


def _is_one(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 1


def simplify(statement: ast.stmt) -> ast.stmt:
    """Return a statement without factors and divisors of 1: a copy, if there are any."""
    if not any(map(_is_one, ast.walk(statement))):
        return statement
    return cast(ast.stmt, _Simplifier().visit(_replace(statement, {})))


def call(function: str, *arguments: ast.expr) -> ast.expr:
    """Return the call of a function, such as ``np.sqrt``."""
    name = ast.parse(function, mode="eval").body
    return ast.Call(name, list(arguments), [])


def number(value: float) -> ast.expr:
    """Return a constant; a negative one as it is written in a source."""
    return ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))


def binary(left: ast.expr, operation: ast.operator, right: ast.expr) -> ast.expr:
    """Return a binary operation."""
    return ast.BinOp(left, operation, right)


def unparse(node: ast.AST) -> str:
    """Return the source of a node, with double quotes."""
    for statement in statements_of([node] if isinstance(node, ast.stmt) else []):
        if not hasattr(statement, "lineno"):
            statement.lineno = 1  # without it, ast.unparse raises AttributeError
    return ast.unparse(node).replace("'", '"')


def compares_literal(tree: ast.AST) -> bool:
    """Return whether a number is compared by identity, for which Python warns."""
    compared = (n for n in ast.walk(tree) if isinstance(n, ast.Compare))
    return any(
        isinstance(operator, ast.Is | ast.IsNot)
        and isinstance(side, ast.Constant)
        and isinstance(side.value, int | float)
        for node in compared
        for operator, sides in zip(node.ops, pairwise([node.left, *node.comparators]), strict=True)
        for side in sides
    )
