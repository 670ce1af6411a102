"""Weight decay in another form: in the gradient or not, before the step or after it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    place_of_start,
    replace_in_function,
    with_body,
)
from ..operator import rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tree import binary, statements_of

DECAY, RATE = "h.weight_decay", "h.lr"

# What is put in before the step, or what the result of the step is multiplied by.
BEFORE = (
    f"g = g + {DECAY} * theta",
    f"g = g + {RATE} * {DECAY} * theta",
    f"theta = theta * (1 - {RATE} * {DECAY})",
    f"theta = theta * (1 - {DECAY})",
)
AFTER = (f"1 - {RATE} * {DECAY}", f"1 - {DECAY}")


@rewrite("form of the decay")
def other_decay(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Weight decay in the gradient, of the parameter before the step, or after the step."""
    if not loads_of(function.tree, DECAY):
        return
    yield from _replaced_statement(function.tree)
    without = without_decay(function.tree)
    if without is not None and not loads_of(without, DECAY):
        start = place_of_start(without)
        for text in BEFORE:
            new = parse_statements(text)
            yield with_body(without, [*without.body[:start], *new, *without.body[start:]])
        for text in AFTER:
            yield from _decayed_after(without, text)


def _replaced_statement(function: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """Yield another form of decay in place of a statement that decays."""
    for statement in statements_of(function.body):
        if isinstance(statement, ast.Assign) and _is_decay(statement):
            for text in BEFORE:
                yield replace_in_function(function, {id(statement): parse_statements(text)[0]})


def _is_decay(statement: ast.stmt) -> bool:
    text = ast.unparse(statement)
    return DECAY in text and text.startswith(("g = g", "theta = theta"))


def without_decay(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Return the function without its statement, branch or term of decay; None if it has two."""
    gone = [
        s
        for s in function.body
        if _is_decay(s) or (isinstance(s, ast.If) and ast.unparse(s.test) == DECAY)
    ]
    terms = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add)
        and ast.unparse(node.right) == f"{DECAY} * theta"
    ]
    if len(gone) == 1:
        return with_body(function, [s for s in function.body if s is not gone[0]])
    if not gone and len(terms) == 1:
        return replace_in_function(function, {id(terms[0]): terms[0].left})
    return None


def _decayed_after(function: ast.FunctionDef, factor: str) -> Iterator[ast.FunctionDef]:
    """Yield the function with the result of the step multiplied by a factor."""
    *body, last = function.body
    new: list[ast.stmt]
    match last:
        case ast.Return(value=ast.Tuple(elts=[theta, *kept])):
            decayed = binary(theta, ast.Mult(), parse_expression(factor))
            new = [ast.Return(ast.Tuple([decayed, *kept], ast.Load()))]
        case ast.Return(value=ast.Call() as step):
            new = [
                *parse_statements(f"theta, kept = {ast.unparse(step)}"),
                *parse_statements(f"def f():\n return theta * ({factor}), kept")[0].body,  # type: ignore[attr-defined]
            ]
        case _:
            return
    yield with_body(function, [*body, *new])
