"""Weight decay that is added to a norm, as in the local learning rate of LARS."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..assignments import assigned_values
from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rewrites.decay import DECAY
from ..rule_source import RuleFunction, RuleSource
from ..tree import statements_of


@wider_rewrite("decay in a norm")
def decay_in_norm(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A norm plus weight decay times another norm, or the norm of a sum with the decay."""
    if not loads_of(function.tree, DECAY):
        return
    norms = [
        name
        for statement in statements_of(function.tree.body)
        for name, value in assigned_values(statement)
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "np.linalg.norm"
    ]
    for node in ast.walk(function.tree):
        match node:
            case ast.Call(func=norm, args=[inside]) if ast.unparse(norm) == "np.linalg.norm":
                if not loads_of(inside, "theta"):
                    with_decay = parse_expression(f"{ast.unparse(inside)} + {DECAY} * theta")
                    yield replace_in_function(function.tree, {id(inside): with_decay})
    for one in norms:
        for other in (name for name in norms if name != one):
            new = parse_expression(f"{one} + {DECAY} * {other}")
            for place in loads_of(function.tree, one):
                yield replace_in_function(function.tree, {id(place): new})
