"""The step size, with its corrections and factors, in place of the learning rate."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, HYPER, scopes_of
from ..tree import expressions_of, unparse

RATE = f"{HYPER}.lr"

# A step size has at most this many nodes.
MOST_NODES = 20


@wider_rewrite("step size for the learning rate")
def step_size_for_rate(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The product or quotient by which the step is multiplied, at another place of the rate."""
    statements = scopes_of(source, function)
    sizes = {
        unparse(part): part
        for statement, _ in statements
        for part in expressions_of(statement)
        if _is_step_size(part)
    }
    for statement, scope in statements:
        texts = [*sizes, *(_corrected_rates(source) if scope.counts else ())]
        for place in loads_of(statement, RATE) if not hasattr(statement, "body") else ():
            for text in texts:
                part = sizes.get(text)
                if part is None or all(n is not place for n in ast.walk(part)):
                    new = parse_expression(text)
                    yield replace_in_function(function.tree, {id(place): new})


def _is_step_size(node: ast.expr) -> bool:
    """Whether an expression is the learning rate times or divided by something."""
    first: ast.expr = node
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult | ast.Div):
        first = first.left
    return (
        first is not node
        and unparse(first) == RATE
        and sum(1 for _ in ast.walk(node)) <= MOST_NODES
    )


def _corrected_rates(source: RuleSource) -> Iterator[str]:
    """Yield the learning rate with the bias corrections of Adam."""
    match source.rule.defaults.get("betas"):
        case (_, _):
            first = f"(1 - {HYPER}.betas[0] ** {COUNT})"
            second = f"(1 - {HYPER}.betas[1] ** {COUNT}) ** 0.5"
            yield f"{RATE} / {first}"
            yield f"{RATE} * {second} / {first}"
