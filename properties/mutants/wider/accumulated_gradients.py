"""The momentum of the gradients, where the rule has one of its steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import assigned_values
from ..function_changes import loads_of, replace_in_function, target_name, with_body
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import entry_of

GRADIENT = "g"


@wider_rewrite("momentum of the gradients")
def momentum_of_gradients(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A branch that accumulates the step accumulates the gradient, before this is used."""
    body = function.tree.body
    first = 1 + max((k for k, s in enumerate(body) if _assigns_gradient(s)), default=-1)
    for k, branch in enumerate(body[first:], first):
        match branch:
            case ast.If(body=[ast.Assign(targets=targets, value=value) as accumulation], orelse=[]):
                name = target_name(accumulation)
                kept = [target for target in targets if isinstance(target, ast.Subscript)]
                own = loads_of(value, name) if name and _reads_state(value) else []
                if not own or not kept:
                    continue
                new = replace_in_function(
                    function.tree, {id(place): ast.Name(GRADIENT, ast.Load()) for place in own}
                ).body[k]
                early = _assigning(new, [ast.Name(GRADIENT, ast.Store())])
                late = ast.Assign(list(kept), ast.Name(GRADIENT, ast.Load()))
                stored = ast.If(branch.test, [late], [])
                changed = [*body[:first], early, *body[first:k], stored, *body[k + 1 :]]
                yield with_body(function.tree, changed)


def _assigns_gradient(statement: ast.stmt) -> bool:
    inside = [n for n in ast.walk(statement) if isinstance(n, ast.stmt)]
    return any(name == GRADIENT for one in inside for name, _ in assigned_values(one))


def _reads_state(value: ast.expr) -> bool:
    return any(isinstance(node, ast.expr) and entry_of(node) for node in ast.walk(value))


def _assigning(branch: ast.stmt, targets: list[ast.expr]) -> ast.If:
    """Return a branch of one assignment with other targets."""
    assert isinstance(branch, ast.If)
    [assignment] = branch.body
    assert isinstance(assignment, ast.Assign)
    return ast.If(branch.test, [ast.Assign(targets, assignment.value)], [])
