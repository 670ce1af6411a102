"""Weight decay that is applied to the parameter as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_statements, with_body
from ..operator import wider_rewrite
from ..rewrites.decay import DECAY, RATE
from ..rule_source import RuleFunction, RuleSource

SHRINK = f"theta = theta * (1 - {RATE} * {DECAY})"
GROW = f"theta = theta * (1 + {RATE} * {DECAY})"


@wider_rewrite("decay once more")
def decay_once_more(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A factor of weight decay, or its inverse sign, beside the decay that the rule has."""
    *before, last = function.tree.body
    if isinstance(last, ast.Return) and loads_of(function.tree, DECAY):
        for text in (SHRINK, GROW):
            yield with_body(function.tree, [*before, *parse_statements(text), last])
