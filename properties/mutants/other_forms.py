"""Functions of a rule in their other forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .function_changes import is_docstring, parse_statements, with_body
from .rule_source import RuleFunction, RuleSource
from .tail_helper import inline_tail_helper
from .tree import unparse


def other_forms(source: RuleSource, function: RuleFunction) -> Iterator[RuleFunction]:
    """Yield the function in each other form that its rule has for it."""
    for form in source.rule.profile.forms:
        if form.function == function.name:
            before = [unparse(s) for s in parse_statements(form.before)]
            body = function.tree.body
            texts = [unparse(s) for s in body]
            for k in range(len(body) - len(before) + 1):
                if texts[k : k + len(before)] == before:
                    new = parse_statements(form.after)
                    whole = [*body[:k], *new, *body[k + len(before) :]]
                    yield replace(function, tree=with_body(function.tree, whole))


def nearest_form(
    source: RuleSource, function: RuleFunction, texts: tuple[str, ...]
) -> RuleFunction:
    """Return the form of a function that differs from a changed one in the fewest statements.

    The function with its helper inlined is a form too.
    """
    whole = inline_tail_helper(source, function)
    forms = [function, *([whole] if whole else []), *other_forms(source, function)]
    docstrings = {unparse(s) for s in function.tree.body if is_docstring(s)}
    return min(forms, key=lambda form: _count_others(form, set(texts) - docstrings))


def _count_others(function: RuleFunction, texts: set[str]) -> int:
    """Return the number of statements that only one of two versions has."""
    own = {unparse(s) for s in function.tree.body if not is_docstring(s)}
    return len(own ^ texts)
