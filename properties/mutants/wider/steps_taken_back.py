"""A step that is taken back where the rule stands still, as in Rprop with backtracking."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import parse_statements, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tree import unparse


@wider_rewrite("step taken back")
def step_taken_back(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The last step of an element with the other sign, where the rule sets its gradient to 0.

    Source: Igel and Huesken, *Improving the Rprop learning algorithm*, NC 2000, section 2.1
    (Rprop+).
    """
    *body, last = function.tree.body
    match last:
        case ast.Return(
            value=ast.Tuple(
                elts=[ast.BinOp(left=start, op=ast.Sub(), right=step), ast.Dict(keys, values)]
            )
        ):
            entries = _entries(keys, values)
        case _:
            return
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name("g")],
                value=ast.Call(func=where, args=[test, _, ast.Name("g")]),
            ) if unparse(where) == "np.where":
                new = parse_statements(
                    f"own = {unparse(step)}\n"
                    f'move = np.where({unparse(test)}, -s.get("last", 0.0), own)\n'
                    f'value = {unparse(start)} - move, {{{entries}, "last": move}}'
                )
                value = new.pop().value  # type: ignore[attr-defined]
                yield with_body(function.tree, [*body, *new, ast.Return(value)])


def _entries(keys: list[ast.expr | None], values: list[ast.expr]) -> str:
    pairs = zip(keys, values, strict=True)
    return ", ".join(f"{unparse(k)}: {unparse(v)}" for k, v in pairs if k is not None)
