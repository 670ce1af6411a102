"""The statements in which two versions of a function differ."""

from __future__ import annotations

import ast

from .assignments import names_of
from .rule_source import RuleFunction
from .tree import statements_of, unparse


def changed_statements(
    function: RuleFunction, new: ast.FunctionDef
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return the statements that only the old or only the new version has, the innermost ones."""
    old = function.tree
    texts, changed = function.texts_of(old), function.texts_of(new)
    before = list(
        statements_of([s for s, t in zip(old.body, texts, strict=True) if t not in changed])
    )
    after = list(
        statements_of([s for s, t in zip(new.body, changed, strict=True) if t not in texts])
    )
    same = {unparse(s) for s in before} & {unparse(s) for s in after}
    gone = [s for s in before if unparse(s) not in same]
    come = [s for s in after if unparse(s) not in same]
    return _innermost(gone), _innermost(come)


def _innermost(statements: list[ast.stmt]) -> list[ast.stmt]:
    return [s for s in statements if not _contains_other(s, statements)]


def _contains_other(statement: ast.stmt, others: list[ast.stmt]) -> bool:
    inside = {
        id(s) for name in ("body", "orelse") for s in statements_of(getattr(statement, name, []))
    }
    return any(id(other) in inside for other in others)


def name_of_change(function: RuleFunction, new: ast.FunctionDef) -> str:
    """Return the name of what changes: the names that are assigned, ``result`` or ``branch``."""
    gone, come = changed_statements(function, new)
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
