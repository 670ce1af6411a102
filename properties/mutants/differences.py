"""The statements in which two versions of a function differ."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence

from .assignments import names_of
from .rule_source import RuleFunction
from .tree import statements_of, unparse


def changed_statements(
    function: RuleFunction, new: ast.FunctionDef, changed: Sequence[str]
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return the statements that only the old or only the new version has, the innermost ones.

    Args:
        function: the function.
        new: its definition after the change.
        changed: the source of each statement of the new body.
    """
    old = function.tree
    texts = function.texts_of(old)
    before = _statements_besides(old.body, texts, changed)
    after = _statements_besides(new.body, changed, texts)
    gone = _without(before, [text for _, text in after])
    come = _without(after, [text for _, text in before])
    return _innermost(gone), _innermost(come)


def _statements_besides(
    body: list[ast.stmt], texts: Sequence[str], others: Sequence[str]
) -> list[tuple[ast.stmt, str]]:
    """Return the statements in those of a body that others do not equal, with their sources."""
    pairs = list(zip(body, texts, strict=True))
    found = []
    for outer in _without(pairs, others):
        inside = list(statements_of([outer]))[1:]
        found += [(outer, unparse(outer)), *((s, unparse(s)) for s in inside)]
    return found


def _without(pairs: Sequence[tuple[ast.stmt, str]], others: Sequence[str]) -> list[ast.stmt]:
    """Leave out a statement for each of the others that equals it, the first ones."""
    left = Counter(others)
    found = []
    for statement, text in pairs:
        if left[text]:
            left[text] -= 1
        else:
            found.append(statement)
    return found


def _innermost(statements: list[ast.stmt]) -> list[ast.stmt]:
    return [s for s in statements if not _contains_other(s, statements)]


def _contains_other(statement: ast.stmt, others: list[ast.stmt]) -> bool:
    inside = {
        id(s) for name in ("body", "orelse") for s in statements_of(getattr(statement, name, []))
    }
    return any(id(other) in inside for other in others)


def name_of_change(function: RuleFunction, new: ast.FunctionDef, changed: Sequence[str]) -> str:
    """Return the name of what changes: the names that are assigned, ``result`` or ``branch``."""
    gone, come = changed_statements(function, new, changed)
    names = list(dict.fromkeys(_name_of(s) for s in (gone or come)))
    return "-".join(names) or "order"


def _name_of(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=targets):
            found = [n for target in targets for n in names_of(target) if n not in ("s", "kept")]
            return "-".join(found) or "state"
        case ast.If() | ast.For():
            return "branch"
    return "result"
