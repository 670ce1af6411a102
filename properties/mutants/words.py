"""Sentences about changes of formulas."""

from __future__ import annotations

import ast
import re

from .differences import changed_statements
from .inlining import inline_calls
from .rule_source import RuleSource
from .tree import replace_node, unparse

# What the names in the rules stand for.
NAMES = {
    "m": "the first moment",
    "v": "the second moment",
    "g": "the gradient",
    "theta": "the parameter",
    "m_hat": "the corrected first moment",
    "v_hat": "the corrected second moment",
    "u": "the update",
    "move": "the update",
}


def describe_change(source: RuleSource, old: ast.FunctionDef, new: ast.FunctionDef) -> str:
    """Return one sentence that says what the changed function does, and what the old one does."""
    gone, come = changed_statements(old, new)
    if len(gone) == 1 and len(come) == 1:
        return _describe_statement(_like(source, gone[0], come[0]), come[0])
    if gone and not come:
        return f"The statement {_quote(gone[0])} is missing."
    if not gone and not come:
        return "The statements are in another order."
    return " ".join(_describe_statement(one, other) for one, other in zip(gone, come, strict=False))


def _like(source: RuleSource, old: ast.stmt, new: ast.stmt) -> ast.stmt:
    """Return the old statement with formulas in place of calls, if the new one has these."""
    value = getattr(old, "value", None)
    if not isinstance(value, ast.expr):
        return old
    calls = [n for n in ast.walk(new) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    inlined = None if calls else inline_calls(source, value)
    changed = old if inlined is None else replace_node(old, value, inlined)
    assert isinstance(changed, ast.stmt)
    return changed


def _quote(statement: ast.stmt) -> str:
    return f"“{format_formula(unparse(statement).splitlines()[0])}”"


def _describe_statement(old: ast.stmt, new: ast.stmt) -> str:
    match old, new:
        case ast.If(test=was), ast.If(test=now):
            return (
                f"The branch is taken if {format_formula(unparse(now))}; it should be taken if "
                f"{format_formula(unparse(was))}."
            )
        case ast.Assign(targets=[ast.Tuple() as was]), ast.Assign(targets=[ast.Tuple() as now]) if (
            unparse(was) != unparse(now)
        ):
            return (
                f"{unparse(old.value).removeprefix('h.')} is read as "  # type: ignore[attr-defined]
                f"{unparse(now).strip('()')}; it should be read as {unparse(was).strip('()')}."
            )
        case ast.Assign(targets=targets, value=was), ast.Assign(value=now):
            name = unparse(targets[0])
            subject = NAMES.get(name, name)
            return f"{subject[0].upper()}{subject[1:]} is {_compare(was, now)}."
        case ast.Return(value=ast.Tuple(elts=was)), ast.Return(value=ast.Tuple(elts=now)):
            parts = [
                f"{subject} {_compare(a, b)}."
                for subject, a, b in zip(("The parameter becomes", "The state becomes"), was, now)
                if unparse(a) != unparse(b)
            ]
            return " ".join(parts)
        case ast.Return(value=ast.expr() as was), ast.Return(value=ast.expr() as now):
            return f"The result is {_compare(was, now)}."
    return f"{_quote(new)} stands in place of {_quote(old)}."


def _compare(was: ast.expr, now: ast.expr) -> str:
    return f"{format_formula(unparse(now))}; it should be {format_formula(unparse(was))}"


def format_formula(source: str) -> str:
    """Return a formula as it is written in text: without ``h.``, ``np.`` and keys of the state."""
    source = re.sub(r'\bs\.get\("(\w+)", [^()]*\)', r"\1", source)
    source = re.sub(r'\bs\["(\w+)"\]', r"\1", source)
    return re.sub(r"\b(h|np)\.", "", source)
