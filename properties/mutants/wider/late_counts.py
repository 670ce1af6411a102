"""A step count that starts one step late, but not at 0."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT
from ..tree import statements_of

LATE = f"max(1, {COUNT} - 1)"


@wider_rewrite("late step count")
def late_count(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The count of the step before, and 1 at the first step, everywhere or in one statement.

    A count that is passed to another function is changed there.
    """
    passed = {
        id(argument)
        for node in ast.walk(function.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        for argument in (node.args if source.find(node.func.id) else ())
    }
    for tree in (function.tree, *statements_of(function.tree.body)):
        places = [place for place in loads_of(tree, COUNT) if id(place) not in passed]
        if places:
            new = parse_expression(LATE)
            yield replace_in_function(function.tree, {id(place): new for place in places})
