"""Weight decay that a helper of another file adds to one of its values, or applies to its step."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from .function_changes import loads_of
from .mutant import Mutant
from .rewrites.decay import DECAY, without_decay
from .rule_source import RuleFunction, RuleSource
from .wider.further_decay import with_added_decay, with_decayed_step


def decay_in_helper(source: RuleSource) -> Iterator[Mutant]:
    """Yield changes of a helper that adds the decay, which the update then does not apply.

    A helper of the same file is inlined for such changes. One of another file stays where it is,
    so that the change is one of two functions.
    """
    update, helper = source.update, _last_helper(source)
    if helper is None or helper.where == update.where or not loads_of(update.tree, DECAY):
        return
    without = without_decay(update.tree)
    if without is None or loads_of(without, DECAY):
        return
    first = Mutant("statement left out", source, update, without, tuple(update.texts_of(without)))
    rest = (f for f in source.functions if f is not update)
    base = replace(source, functions=(replace(update, tree=update.locate(without)), *rest))
    for changed in chain(with_added_decay(helper.tree), with_decayed_step(helper.tree)):
        texts = tuple(helper.texts_of(changed))
        yield Mutant("decay in a helper", base, helper, changed, texts, first)


def _last_helper(source: RuleSource) -> RuleFunction | None:
    """Return the function whose result the update returns."""
    match source.update.tree.body[-1]:
        case ast.Return(value=ast.Call(func=ast.Name(name))):
            return source.find(name)
    return None
