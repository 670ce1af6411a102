"""Statements that replace a value by a function of it for all that follows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from .function_changes import parse_statements, place_of_start, target_name, with_body
from .rule_source import RuleFunction, RuleSource
from .scope import ARRAYS, scopes_of


def functions_of_values(
    source: RuleSource, function: RuleFunction, forms: Sequence[str]
) -> Iterator[ast.FunctionDef]:
    """Yield the function with ``x = form(x)`` after each statement that assigns an array ``x``.

    The gradient and the parameter are changed at the start too.
    """
    body = function.tree.body
    start = place_of_start(function.tree)
    taken = [a.arg for a in function.tree.args.args if a.arg in ARRAYS]
    arrays = scopes_of(source, function)[-1][1].arrays
    assigned = [(k + 1, target_name(s)) for k, s in enumerate(body[:-1])]
    places = [*((start, name) for name in taken), *assigned]
    for place, name in dict.fromkeys(places):
        for form in forms if name in arrays else ():
            new = parse_statements(f"{name} = {form.format(x=name)}")
            yield with_body(function.tree, [*body[:place], *new, *body[place:]])
