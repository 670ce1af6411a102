"""The changes of operators in another form of a formula."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function
from ..operator import operators, wider_operators, wider_rewrite
from ..other_forms import other_forms
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of
from ..tree import expressions_of, statements_of, unparse


@wider_rewrite("other form")
def changes_of_other_forms(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """One change of an expression of a form that papers or libraries use.

    Only statements that the rule does not have are changed.
    """
    own = {unparse(s) for s in statements_of(function.tree.body)}
    known = {**operators.items(), **wider_operators.items()}
    for form in other_forms(source, function):
        for statement, scope in scopes_of(source, form):
            if unparse(statement) in own:
                continue
            for node in expressions_of(statement):
                for apply in known.values():
                    for new in apply(node, scope):
                        yield replace_in_function(form.tree, {id(node): new})
