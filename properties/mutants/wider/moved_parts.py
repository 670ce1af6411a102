"""Parts of a formula at another place: a factor outside of a bound, a function earlier."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from ..function_changes import parse_expression, replace_in_function, target_name
from ..operator import wider_operator, wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import Scope
from ..tree import binary
from .exchanged_functions import OF_ELEMENTS

BOUNDS = frozenset({"np.maximum", "np.minimum"})


@wider_operator("factor of a whole bound")
def factor_of_bound(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A number times the larger of two values, where it should be a factor of one of them."""
    match node:
        case ast.Call(func=function, args=[first, second], keywords=[]) if (
            ast.unparse(function) in BOUNDS
        ):
            for k, argument in enumerate((first, second)):
                match argument:
                    case ast.BinOp(left=factor, op=ast.Mult(), right=value) if not scope.is_array(
                        factor
                    ):
                        inside = [first, second]
                        inside[k] = value
                        yield binary(factor, ast.Mult(), ast.Call(function, inside, []))


@wider_rewrite("function applied earlier")
def function_applied_earlier(
    source: RuleSource, function: RuleFunction
) -> Iterator[ast.FunctionDef]:
    """A function of one operand of a product or fraction, not of the result where it is used."""
    for statement in function.tree.body:
        name, value = target_name(statement), getattr(statement, "value", None)
        if name is None or not isinstance(value, ast.BinOp):
            continue
        uses = [node for node in ast.walk(function.tree) if _is_applied_to(node, name)]
        if not isinstance(value.op, ast.Mult | ast.Div) or len(uses) != 1:
            continue
        [use] = uses
        left, right = ast.Call(use.func, [value.left], []), ast.Call(use.func, [value.right], [])
        for early in (binary(left, value.op, value.right), binary(value.left, value.op, right)):
            yield replace_in_function(
                function.tree, {id(value): early, id(use): parse_expression(name)}
            )


def _is_applied_to(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in OF_ELEMENTS
        and [ast.unparse(argument) for argument in node.args] == [name]
    )
