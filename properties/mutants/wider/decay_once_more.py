"""Weight decay that is applied to the parameter as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_statements, target_name, with_body
from ..operator import wider_rewrite
from ..rewrites.decay import DECAY, RATE
from ..rule_source import RuleFunction, RuleSource
from .bodies import bodies_of, with_branch

SHRINK = f"theta = theta * (1 - {RATE} * {DECAY})"
GROW = f"theta = theta * (1 + {RATE} * {DECAY})"


@wider_rewrite("decay once more")
def decay_once_more(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A factor of weight decay, or of growth, beside the decay that the rule has."""
    *before, last = function.tree.body
    if isinstance(last, ast.Return) and loads_of(function.tree, DECAY):
        for text in (SHRINK, GROW):
            yield with_body(function.tree, [*before, *parse_statements(text), last])
    for owner, body in bodies_of(function.tree):
        for k, statement in enumerate(body):
            if target_name(statement) is not None and loads_of(statement, DECAY):
                for text in (SHRINK, GROW):
                    more = [*body[: k + 1], *parse_statements(text), *body[k + 1 :]]
                    yield with_branch(function.tree, owner, more)
