"""Changes of what a helper is given, where the helper is in another form."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from .function_changes import replace_in_function
from .mutant import FORM, Mutant
from .operator import operators
from .other_forms import other_forms
from .rule_source import RuleSource
from .scope import scopes_of
from .tree import expressions_of


def changes_beside_forms(source: RuleSource) -> Iterator[Mutant]:
    """Yield changes of the arguments of a helper that has another form.

    Forms give the same values only with the arguments of the rule: an average that starts at 0
    equals one that starts with the first value as long as the first decay rate is 0.
    """
    update = source.update
    for helper in source.functions[1:]:
        for form in other_forms(source, helper):
            tree = helper.locate(form.tree)
            first = Mutant(FORM, source, helper, tree, tuple(helper.texts_of(tree)))
            located = replace(helper, tree=tree)
            functions = tuple(located if f is helper else f for f in source.functions)
            base = replace(source, functions=functions)
            for changed in _changed_arguments(source, helper.name):
                texts = tuple(update.texts_of(changed))
                yield Mutant("argument of a form", base, update, changed, texts, first)


def _changed_arguments(source: RuleSource, helper: str) -> Iterator[ast.FunctionDef]:
    for statement, scope in scopes_of(source, source.update):
        inside = {
            id(node)
            for call in expressions_of(statement)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == helper
            for argument in call.args
            for node in ast.walk(argument)
        }
        for node in expressions_of(statement):
            for apply in operators.items().values() if id(node) in inside else ():
                for new in apply(node, scope):
                    yield replace_in_function(source.update.tree, {id(node): new})
