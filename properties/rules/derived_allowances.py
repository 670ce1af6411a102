"""Rounding allowances that follow from the source of a user's own rule.

The profiles of our rules have edits for other correct orders of operations. For a rule of a user's
own, they are derived: an average may be computed by difference or as a convex combination, the
terms of Python's ``sum`` may be added in any order, and terms may be subtracted from the parameter
one by one (``own_balls.py``).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

# The names of the helpers in the module, whose arguments need not be balls.
HELPER = "_rounding_of"
SUM = "_sum_in_any_order"
HELPER_SOURCE = f"""
def {HELPER}(x):
    return x.rounding() if hasattr(x, "rounding") else 0.0


def {SUM}(items):
    items = list(items)
    found = sum(items)
    for x in items if len(items) > 1 else ():
        if hasattr(x, "rounding"):
            found = found + x.rounding(len(items))
    return found
"""


def widen_rule(tree: ast.Module) -> ast.Module:
    """Return the module with the rounding bounds of averages in both of their forms."""
    widened: ast.Module = _Widening("sum" not in _bound_names(tree)).visit(tree)
    at = 0
    while at < len(widened.body) and _comes_first(widened.body[at]):
        at += 1
    widened.body[at:at] = ast.parse(HELPER_SOURCE).body
    return widened


def _bound_names(tree: ast.Module) -> set[str]:
    """Return the names that a module imports, defines or assigns."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.alias(name=name, asname=other):
                found.add(other or name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
    return found


def _comes_first(statement: ast.stmt) -> bool:
    """Return whether a statement is the docstring of a module, or an import from the future."""
    match statement:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.ImportFrom(module="__future__"):
            return True
    return False


class _Widening(ast.NodeTransformer):
    """Adds to each average the rounding errors of its other form."""

    def __init__(self, has_pythons_sum: bool) -> None:
        self.has_pythons_sum = has_pythons_sum
        self.definitions: Mapping[str, ast.expr] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer, self.definitions = self.definitions, _definitions(node)
        self.generic_visit(node)
        self.definitions = outer
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Let a sum over parameters, for which Python's function is used, be in any order."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name("sum"), args=[_], keywords=[]) if self.has_pythons_sum:
                node.func = ast.copy_location(ast.Name(SUM, ast.Load()), node.func)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        errors = self._errors(node)
        self.generic_visit(node)
        found: ast.expr = node
        for error in errors:
            helped = ast.Call(ast.Name(HELPER, ast.Load()), [error], [])
            found = ast.BinOp(found, ast.Add(), helped)
        return ast.copy_location(found, node)

    def _errors(self, node: ast.BinOp) -> list[ast.expr]:
        """Return what the other form of an average rounds; empty if the node is no average."""
        if isinstance(node.op, ast.Add):
            for old, new in ((node.left, node.right), (node.right, node.left)):
                found = self._convex_combination(old, new)
                if found:
                    rate, x, y = found
                    return [_times(_complement(rate), ast.BinOp(y, ast.Sub(), x))]
        return self._difference_form(node)

    def _convex_combination(
        self, old: ast.expr, new: ast.expr
    ) -> tuple[ast.expr, ast.expr, ast.expr] | None:
        """Return beta, x and y of beta*x + (1 - beta)*y."""
        for k, rate in enumerate(factors := _factors(old)):
            for j, other in enumerate(others := _factors(new)):
                if self._is_complement(other, rate):
                    x = _product([f for i, f in enumerate(factors) if i != k])
                    y = _product([f for i, f in enumerate(others) if i != j])
                    return (rate, x, y) if x and y else None
        return None

    def _difference_form(self, node: ast.BinOp) -> list[ast.expr]:
        """Return the two terms of the other form of x + w*(y - x) or x - w*(x - y)."""
        if not isinstance(node.op, ast.Add | ast.Sub):
            return []
        factors = _factors(node.right)
        for k, factor in enumerate(factors):
            match factor:
                case ast.BinOp(left=left, op=ast.Sub(), right=right):
                    y, x = (left, right) if isinstance(node.op, ast.Add) else (right, left)
                    weight = _product([f for i, f in enumerate(factors) if i != k])
                    if weight and _same(x, node.left):
                        return [_times(_complement(weight), x), _times(weight, y)]
        return []

    def _is_complement(self, node: ast.expr, rate: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            node = self.definitions.get(node.id, node)
        match node:
            case ast.BinOp(left=ast.Constant(value=1 | 1.0), op=ast.Sub(), right=right):
                return _same(right, rate)
        return False


def _definitions(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Return the expressions of the names that are assigned once."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _factors(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
    return [node]


def _product(factors: list[ast.expr]) -> ast.expr | None:
    found: ast.expr | None = None
    for factor in factors:
        found = factor if found is None else _times(found, factor)
    return found


def _times(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.Mult(), right)


def _complement(rate: ast.expr) -> ast.expr:
    return ast.BinOp(ast.Constant(1), ast.Sub(), rate)


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)
