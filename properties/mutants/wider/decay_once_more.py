"""Weight decay that is applied a second time, to the parameter or to the gradient."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    loads_of,
    parse_statements,
    place_of_start,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rewrites.decay import DECAY, RATE
from ..rule_source import RuleFunction, RuleSource
from .bodies import bodies_of, with_branch

SHRINK = f"theta = theta * (1 - {RATE} * {DECAY})"
GROW = f"theta = theta * (1 + {RATE} * {DECAY})"
COUPLED = f"g = g + {DECAY} * theta"


@wider_rewrite("decay once more")
def decay_once_more(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A factor of weight decay, or of growth, beside the decay that the rule has."""
    yield from _decayed_at_start(function.tree)
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


def _decayed_at_start(function: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """Yield the decay of the gradient, or of the parameter, before all others and after each."""
    if not loads_of(function, DECAY):
        return
    body = function.body
    decays = [k + 1 for k, s in enumerate(body) if loads_of(s, DECAY)]
    start = place_of_start(function)
    for place in dict.fromkeys((start, *(k for k in decays if start < k < len(body)))):
        for text in (COUPLED, SHRINK):
            new = parse_statements(text)
            yield with_body(function, [*body[:place], *new, *body[place:]])
