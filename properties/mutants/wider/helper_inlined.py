"""Changes of what a helper does, which the update calls last, that need values of the update."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tail_helper import inline_tail_helper
from .earlier_values import earlier_values
from .further_decay import further_decay


@wider_rewrite("helper inlined")
def with_helper_inlined(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A change of what a helper does that needs a value of the update."""
    whole = inline_tail_helper(source, function)
    if whole is None:
        return
    own = len(function.tree.body) - 1
    inside = [ast.unparse(s) for s in whole.tree.body[own:]]
    for changed in (*earlier_values(whole), *further_decay(source, whole)):
        if [ast.unparse(s) for s in changed.body[-len(inside) :]] != inside:
            yield changed
