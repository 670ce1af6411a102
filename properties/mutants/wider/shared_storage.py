"""Two entries of the state that are one array, so that each update continues from the other's."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import combinations

from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    replace_in_function,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import STATE


@wider_rewrite("two entries in one array")
def two_entries_in_one_array(
    source: RuleSource, function: RuleFunction
) -> Iterator[ast.FunctionDef]:
    """The next value of one entry is computed from that of another, and replaces it.

    Neighbouring statements are tried in both orders.
    """
    kept = _kept_names(function.tree)
    updates = [
        (k, name, entry)
        for k, statement in enumerate(function.tree.body)
        for entry, name in kept.items()
        if name == target_name(statement) and loads_of(statement, _read(entry))
    ]
    for (i, first, one), (j, second, other) in combinations(updates, 2):
        if one == other:
            continue
        changed = _with_value(function.tree, range(i + 1, j + 1), other, first)
        same = parse_statements(f"{first} = {second}")
        yield with_body(changed, [*changed.body[: j + 1], *same, *changed.body[j + 1 :]])
        if j == i + 1 and not loads_of(function.tree.body[j], first):
            changed = _with_value(function.tree, range(i, i + 1), one, second)
            same = parse_statements(f"{second} = {first}")
            swapped = [changed.body[j], changed.body[i], *same]
            yield with_body(changed, [*changed.body[:i], *swapped, *changed.body[j + 1 :]])


def _kept_names(tree: ast.FunctionDef) -> dict[str, str]:
    """Return the names whose values become the entries of the state."""
    return {
        ast.literal_eval(key): value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Name)
    }


def _read(entry: str) -> str:
    return f'{STATE}["{entry}"]'


def _with_value(
    tree: ast.FunctionDef, places: Iterable[int], entry: str, name: str
) -> ast.FunctionDef:
    """Return a copy in which statements read a name where they read an entry of the state."""
    reads = [read for place in places for read in loads_of(tree.body[place], _read(entry))]
    return replace_in_function(tree, {id(read): parse_expression(name) for read in reads})
