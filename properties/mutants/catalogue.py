"""All mutants of a rule."""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from ..rules.registry import Rule
from . import fitted as _unknown_numbers  # noqa: F401 - registers those with an unknown number
from . import operators as _operators  # noqa: F401 - registers the operators
from . import rewrites as _rewrites  # noqa: F401 - registers the rewrites
from . import wider as _wider  # noqa: F401 - registers those of the diagnosis
from .decay_in_helper import decay_in_helper
from .helper_forms import changes_beside_forms
from .inlining import inline_calls
from .mutant import Mutant
from .operator import (
    Operator,
    Rewrite,
    fitted_operators,
    fitted_rewrites,
    operators,
    rewrites,
    wider_operators,
    wider_rewrites,
)
from .rule_source import RuleFunction, RuleSource, read_rule
from .scope import Scope, scopes_of
from .tree import compares_literal, expressions_of, replace_node, simplify, unparse

# The operators and rewrites of wider changes that are no larger than those of one place: they move
# a part of a formula, or store two entries in one array.
MOVES = frozenset(
    {"factor of a whole bound", "function applied earlier", "two entries in one array"}
)

# The name of an operator, the place of the changed statement in the body, and the new statement.
Change = tuple[str, int, ast.stmt]


@lru_cache(maxsize=2)  # the mutants of a rule take 4 MiB, and a check has a rule of its own
def mutants(rule: Rule) -> tuple[Mutant, ...]:
    """Return the mutants of a rule, changes of one place first; no two have the same source."""
    return _find_mutants(read_rule(rule), operators.items(), rewrites.items())


def wider_changes(rule: Rule) -> tuple[Mutant, ...]:
    """Return changes of a rule that are no mutants, for the diagnosis."""
    source = read_rule(rule)
    found = _find_mutants(source, wider_operators.items(), wider_rewrites.items())
    return (*found, *decay_in_helper(source), *changes_beside_forms(source))


def moved_parts(rule: Rule) -> tuple[Mutant, ...]:
    """Return those of the wider changes that are as likely as changes of one place."""
    return _some_wider_changes(rule, MOVES)


def places_of_eps(rule: Rule) -> tuple[Mutant, ...]:
    """Return those of the wider changes that have eps at another place."""
    return _some_wider_changes(rule, frozenset({"further place of eps"}))


def _some_wider_changes(rule: Rule, names: Collection[str]) -> tuple[Mutant, ...]:
    """Return the wider changes that operators and rewrites of certain names make."""
    apply = {n: operator for n, operator in wider_operators.items().items() if n in names}
    rewrite_all = {n: rewrite for n, rewrite in wider_rewrites.items().items() if n in names}
    return _find_mutants(read_rule(rule), apply, rewrite_all)


def changes_with_unknown(rule: Rule) -> tuple[Mutant, ...]:
    """Return changes of a rule that have an unknown number, for the diagnosis to solve for."""
    return _find_mutants(read_rule(rule), fitted_operators.items(), fitted_rewrites.items())


def further_mutants(mutant: Mutant) -> Iterator[Mutant]:
    """Yield the mutants of a mutant: changes at two places of one function."""
    function = replace(mutant.function, tree=mutant.function.locate(mutant.changed))
    rest = (f for f in mutant.source.functions if f is not mutant.function)
    # The changed function is searched alone, and stands in its place for the others.
    source = replace(mutant.source, functions=(function, *rest))
    for found in _find_mutants(source, operators.items(), rewrites.items(), only=function):
        yield replace(found, source=mutant.source, function=mutant.function)


def _find_mutants(
    source: RuleSource,
    apply: Mapping[str, Operator],
    rewrite_all: Mapping[str, Rewrite],
    only: RuleFunction | None = None,
) -> tuple[Mutant, ...]:
    found: list[Mutant] = []
    for function in source.functions if only is None else (only,):
        body = function.tree.body
        texts = function.texts_of(function.tree)
        seen: set[tuple[str, ...]] = set()
        for operator, k, whole in _changed_statements(source, function, apply):
            statement = simplify(whole)
            text = unparse(statement)
            key = (*texts[:k], text, *texts[k + 1 :])
            if text != texts[k] and key not in seen and not compares_literal(statement):
                seen.add(key)
                changed = _with_body(function, [*body[:k], statement, *body[k + 1 :]])
                found.append(Mutant(operator, source, function, changed, key))
        seen.add(tuple(texts))
        for name, rewrite in rewrite_all.items():
            for changed in rewrite(source, function):
                key = tuple(function.texts_of(changed))
                if key not in seen and not compares_literal(changed):
                    seen.add(key)
                    found.append(Mutant(name, source, function, changed, key))
    return tuple(found)


def _changed_statements(
    source: RuleSource, function: RuleFunction, apply: Mapping[str, Operator]
) -> Iterator[Change]:
    """Yield the changes of one expression, as it is written and then with formulas of helpers."""
    places = {
        id(inside): k
        for k, statement in enumerate(function.tree.body)
        for inside in ast.walk(statement)
    }
    scopes = scopes_of(source, function)
    for statement, scope in scopes:
        k = places[id(statement)]
        for name, old, new in _replacements(statement, scope, apply):
            yield name, k, _replace(function.tree.body[k], old, new)
    for statement, scope in scopes:
        k = places[id(statement)]
        value = getattr(statement, "value", None)
        inlined = inline_calls(source, value) if isinstance(value, ast.expr) else None
        if isinstance(value, ast.expr) and inlined is not None:
            whole = _replace(statement, value, inlined)
            for name, old, new in _replacements(whole, scope, apply):
                changed = _replace(whole, old, new)
                yield name, k, _replace(function.tree.body[k], statement, changed)


def _replacements(
    statement: ast.stmt, scope: Scope, apply: Mapping[str, Operator]
) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    for expression in expressions_of(statement):
        for name, operator in apply.items():
            for new in operator(expression, scope):
                yield name, expression, new


def _replace(tree: ast.stmt, old: ast.AST, new: ast.AST) -> ast.stmt:
    return replace_node(tree, old, new)


def _with_body(function: RuleFunction, body: list[ast.stmt]) -> ast.FunctionDef:
    changed = copy.copy(function.tree)
    changed.body = body
    return changed
