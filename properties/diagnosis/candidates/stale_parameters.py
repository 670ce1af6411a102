"""Candidates whose steps start at parameters that were kept, and not at the present ones."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from ...mutants.function_changes import is_docstring, parse_statements, with_body
from ...mutants.rule_source import RuleFunction, read_rule
from ...mutants.source_change import edit_of_change
from ...rules.registry import Rule
from ...rules.source_edits import can_apply_edits
from .candidate import Candidate

# What is kept, the title, and the value that the next step finds.
KEPT = (
    ("start", "every step starts at the initial parameters", "start"),
    ("before", "every step starts at the parameters before the last step", "theta_now"),
)

ADVICE = (
    "The step should be added to the parameters as they are. The optimizer may keep a copy of them "
    "in its state, or read them before they are written."
)


def stale_candidates(rule: Rule) -> Iterator[Candidate]:
    """Yield the rule with steps from the initial parameters, and from those before the last step.

    The step itself is that of the rule at the present parameters.
    """
    function = read_rule(rule).update
    for name, title, following in KEPT:
        changed = _with_kept_parameters(function, name, following)
        edits = (*rule.edits, edit_of_change(function, changed))
        if can_apply_edits(edits):
            yield Candidate(
                f"parameters-{name}", "mutant", title, ADVICE, rule, rule.name, edits
            )  # fmt: skip


def _with_kept_parameters(function: RuleFunction, name: str, following: str) -> ast.FunctionDef:
    """Return the update with another start of the step."""
    body = function.tree.body
    first = 1 if is_docstring(body[0]) else 0
    keep = parse_statements(f'{name}, theta_now = s.get("{name}", theta), theta')
    changed = [_Returns(name, following).visit(copy.deepcopy(s)) for s in body[first:]]
    flat = [s for one in changed for s in (one if isinstance(one, list) else [one])]
    return with_body(function.tree, [*body[:first], *keep, *flat])


class _Returns(ast.NodeTransformer):
    """Adds the step to the kept parameters wherever the update returns."""

    def __init__(self, name: str, following: str) -> None:
        self.name = name
        self.following = following

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node  # a function inside the update returns something else

    def visit_Return(self, node: ast.Return) -> list[ast.stmt] | ast.AST:
        if node.value is None:
            return node
        return parse_statements(
            f"theta, kept = {ast.unparse(node.value)}\n"
            f"return {self.name} + (theta - theta_now), "
            f'{{**kept, "{self.name}": {self.following}}}'
        )
