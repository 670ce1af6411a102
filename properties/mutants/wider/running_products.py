"""The product of a value over all steps, computed as if the value had always been the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function, target_name
from ..operator import wider_operator, wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, Scope, entry_of, scopes_of
from ..tree import binary


@wider_operator("power for a running product")
def power_for_product(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The power of the newest factor with the step count, in place of the product so far."""
    newest = _newest_factor(node)
    if newest is not None and scope.counts:
        yield binary(newest, ast.Pow(), ast.Name(COUNT, ast.Load()))


@wider_rewrite("powers of a decay rate for a running product")
def powers_of_decay_rate(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The power of a decay rate in place of the product so far, and the next one of the next."""
    rates = scopes_of(source, function)[-1][1].decay_rates
    for statement in function.tree.body:
        name = target_name(statement)
        if not isinstance(statement, ast.Assign) or name is None:
            continue
        if _newest_factor(statement.value) is None:
            continue
        followed = _products_with(function.tree, name)
        for rate in rates:
            new: dict[int, ast.AST] = {
                id(statement.value): parse_expression(f"{rate} ** {COUNT}"),
                **{id(node): parse_expression(f"{rate} ** ({COUNT} + 1)") for node in followed},
            }
            yield replace_in_function(function.tree, new)


def _newest_factor(node: ast.expr) -> ast.expr | None:
    """Return the newest factor of a product that continues an entry of the state."""
    match node:
        case ast.BinOp(left=so_far, op=ast.Mult(), right=newest) if entry_of(so_far):
            return newest
    return None


def _products_with(tree: ast.AST, name: str) -> list[ast.expr]:
    """Return the products whose first factor is a name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mult)
        and loads_of(node.left, name)
        and isinstance(node.left, ast.Name)
    ]
