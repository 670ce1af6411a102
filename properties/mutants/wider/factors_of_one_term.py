"""A factor of a sum that multiplies one of its terms alone where the sum is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function, target_name
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tree import binary


@wider_rewrite("factor of one term")
def factor_of_one_term(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """f a + b, or a + f b, for f (a + b), where the sum keeps its value for its other uses."""
    body = function.tree.body
    for k, statement in enumerate(body):
        name = target_name(statement)
        match getattr(statement, "value", None):
            case ast.BinOp(left=one, op=ast.Add() | ast.Sub() as sign, right=other) if name:
                for node in (node for later in body[k + 1 :] for node in ast.walk(later)):
                    for outer, factor in _factors_of(node, name):
                        for terms in ((_times(factor, one), other), (one, _times(factor, other))):
                            total = binary(terms[0], sign, terms[1])
                            whole = _times(outer, total) if outer else total
                            yield replace_in_function(function.tree, {id(node): whole})


def _factors_of(node: ast.AST, name: str) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    """Yield the factors of a value in a product: one that stays outside, and one that does not."""
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Name(id=right)) if right == name:
            yield None, left
            match left:
                case ast.BinOp(left=first, op=ast.Mult(), right=second):
                    yield first, second
                    yield second, first


def _times(factor: ast.expr, value: ast.expr) -> ast.expr:
    return binary(factor, ast.Mult(), value)
