"""Changes of syntax trees."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
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
        return copy.deepcopy(new[id(root)])
    changed = copy.copy(root)
    for name, value in ast.iter_fields(root):
        if isinstance(value, ast.AST):
            setattr(changed, name, _replace(value, new))
        elif isinstance(value, list):
            parts = [_replace(v, new) if isinstance(v, ast.AST) else v for v in value]
            setattr(changed, name, parts)
    return changed


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


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 1


def simplify(statement: ast.stmt) -> ast.stmt:
    """Return a copy of a statement without factors and divisors of 1."""
    return cast(ast.stmt, _Simplifier().visit(copy.deepcopy(statement)))


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
    return ast.unparse(ast.fix_missing_locations(node)).replace("'", '"')
