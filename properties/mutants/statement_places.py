"""Sentences about statements that are put in, that are missing, or that stand at another place."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .assignments import assigned_values
from .formula_text import format_formula, format_statement
from .function_changes import is_docstring, loads_of
from .scope import PARAMETER, STATE
from .tree import statements_of, unparse

# The suffix of the names of values that are kept from before a statement.
BEFORE = "_before"


def quote(statement: ast.stmt) -> str:
    """Return the first line of a statement in quotation marks."""
    return f"“{format_statement(unparse(statement))}”"


def without_kept_branches(
    statements: Sequence[ast.stmt], own: ast.FunctionDef, other: ast.FunctionDef
) -> list[ast.stmt]:
    """Leave out branches whose condition the other version has as often: what is inside differs.

    Args:
        statements: the statements.
        own: the version of the function that they are of.
        other: the other version.
    """
    here, there = _count_conditions(own), _count_conditions(other)
    return [
        s
        for s in statements
        if not isinstance(s, ast.If) or here[unparse(s.test)] != there[unparse(s.test)]
    ]


def _count_conditions(function: ast.FunctionDef) -> Counter[str]:
    branches = (s for s in statements_of(function.body) if isinstance(s, ast.If))
    return Counter(unparse(branch.test) for branch in branches)


def value_before(statement: ast.stmt) -> str:
    """Return the name whose value a statement keeps under another one; empty for no such one."""
    name, _, value = unparse(statement).partition(f"{BEFORE} = ")
    return name if name == value else ""


def describe_value_before(name: str, statement: ast.stmt, new: ast.FunctionDef) -> str:
    """Say what the name stands for of a value that a statement of the new version keeps."""
    body, place = _place_of(statement, new)
    changing = [s for s in body[place + 1 :] if _assigns(s, name)]
    places = " and ".join(map(_place, changing or body[place + 1 : place + 2]))
    return f"{name}{BEFORE} is the value of {name} before {places}."


def describe_shared_storage(statement: ast.stmt, others: Sequence[ast.stmt]) -> str:
    """Say that a name becomes what one of the other statements made of it; empty otherwise."""
    match statement:
        case ast.Assign(targets=[ast.Name(name)], value=ast.Name(new)):
            made = [v for s in others for n, v in assigned_values(s) if n == new]
            if any(loads_of(value, name) for value in made):
                return f"Then {name} becomes {new}, as if the two shared their memory."
    return ""


def _assigns(statement: ast.stmt, name: str) -> bool:
    return any(n == name for s in statements_of([statement]) for n, _ in assigned_values(s))


def describe_addition(statement: ast.stmt, new: ast.FunctionDef) -> str:
    """Say which statement only the new version has, where it stands, and when it is executed."""
    if early := _describe_early_return(statement, new):
        return early
    body, place = _place_of(statement, new)
    conditions = "".join(f", {c}" for c in _conditions_of(statement, new.body) or ())
    when = f", executed {conditions.removeprefix(', ')}" if conditions else ""
    if unparse(statement) in [unparse(s) for s in body if s is not statement]:
        return f"{_name(statement)} is executed twice{when}; it should be executed once."
    before = [s for s in body[:place] if not (is_docstring(s) or value_before(s))]
    where = f" after {_place(before[-1])}" if before else ""
    return f"{_name(statement)} is put in{where}{when}."


def _describe_early_return(statement: ast.stmt, new: ast.FunctionDef) -> str:
    """Say that a step ends before the parameter is updated; empty for another statement."""
    conditions = _conditions_of(statement, new.body)
    match statement:
        case ast.Return(value=ast.Tuple(elts=[ast.Name(name), kept])) if (
            name == PARAMETER and conditions
        ):
            stays = (
                "Nothing is updated" if unparse(kept) == STATE else "The parameter stays as it is"
            )
            when = re.sub(r"^if not (\((.*)\)|(.*))$", r"unless \2\3", ", ".join(conditions))
            return f"{stays} {when}."
    return ""


def describe_earlier_update(
    gone: Sequence[ast.stmt], come: Sequence[ast.stmt], new: ast.FunctionDef
) -> str:
    """Say that the last change of the parameter comes earlier; empty for another change."""
    match gone, come:
        case (
            [ast.Return(value=ast.Tuple(elts=[was, *_]))],
            [
                ast.Assign(targets=[ast.Name(name)], value=value) as early,
                ast.Return(value=ast.Tuple(elts=[ast.Name(returned), *_])),
            ],
        ) if name == returned and unparse(value) == unparse(was):
            body, place = _place_of(early, new)
            return f"{_name(early)} comes before {_place(body[place + 1])}; it should come last."
    return ""


def describe_late_factor(gone: Sequence[ast.stmt], come: Sequence[ast.stmt]) -> str:
    """Say that the parameter is multiplied after the step, not before; empty for another change."""
    returned = [s for s in gone if isinstance(s, ast.Return)]
    multiplied = [s for s in gone if isinstance(s, ast.Assign)]
    match returned, multiplied, come:
        case (
            [ast.Return(value=ast.Tuple(elts=[was, *_]))],
            [ast.Assign(targets=[ast.Name(name)], value=ast.BinOp(old, ast.Mult(), factor))],
            [ast.Return(value=ast.Tuple(elts=[ast.BinOp(inside, ast.Mult(), after), *_]))],
        ) if (unparse(old), unparse(factor), unparse(was)) == (
            name, unparse(after), unparse(inside)
        ):  # fmt: skip
            by = format_formula(unparse(factor))
            return f"The parameter is multiplied by {by} after the step; it should be before it."
    return ""


def replaced_value(statement: ast.stmt, new: ast.FunctionDef) -> tuple[str, ast.expr] | None:
    """Return when a statement of the new version assigns a name again, and the value it replaces.

    None if it is not the last one of a branch, or reads the value.
    """
    conditions = _conditions_of(statement, new.body)
    match statement:
        case ast.Assign(targets=[ast.Name(name)], value=value) if conditions:
            body, place = _place_of(statement, new)
            outer = next(k for k, s in enumerate(new.body) if statement in ast.walk(s))
            values = [v for s in new.body[:outer] for n, v in assigned_values(s) if n == name]
            if values and place == len(body) - 1 and not loads_of(value, name):
                return ", ".join(conditions), values[-1]
    return None


def describe_missing(statement: ast.stmt, new: ast.FunctionDef) -> str:
    """Say which statement the new version lacks, or that one is executed without a condition."""
    match statement:
        case ast.If(test=test, body=[inside], orelse=[]):
            now = [s for s in new.body if unparse(s) == unparse(inside)]
            if now:
                only = f"it should be executed only if {format_formula(unparse(test))}"
                return f"{_name(inside)} is always executed; {only}."
    return f"{_name(statement)} is missing."


def describe_order(old: ast.FunctionDef, new: ast.FunctionDef) -> str:
    """Say which statement stands earlier or later than it should."""
    before, after = ([s for s in f.body if not is_docstring(s)] for f in (old, new))
    return _describe_moved(before, after) or "The same formulas are computed in another form."


def describe_moved_beside(old: ast.FunctionDef, new: ast.FunctionDef) -> str:
    """Say which of the statements that both versions have stands at another place, if one does."""
    before, after = ([s for s in f.body if not is_docstring(s)] for f in (old, new))
    counts = Counter(map(unparse, before)), Counter(map(unparse, after))
    once = {text for text in counts[0] if counts[0][text] == counts[1][text] == 1}
    left = [s for s in before if unparse(s) in once], [s for s in after if unparse(s) in once]
    return _describe_moved(*left) if _order_matters(*left) else ""


def _order_matters(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    """Whether two statements whose order differs read or write what the other one writes."""
    places = {unparse(s): k for k, s in enumerate(after)}
    return any(
        places[unparse(one)] > places[unparse(later)] and _depend(one, later)
        for k, one in enumerate(before)
        for later in before[k + 1 :]
    )


def _depend(one: ast.stmt, other: ast.stmt) -> bool:
    written, read = zip(*map(_names_of, (one, other)), strict=True)
    return bool(written[0] & (read[1] | written[1]) or written[1] & read[0])


def _names_of(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the names that a statement writes, and those that it reads."""
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    written = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return written, {name.id for name in names if isinstance(name.ctx, ast.Load)}


def _describe_moved(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> str:
    texts, changed = list(map(unparse, before)), list(map(unparse, after))
    moved = next(_moved_statements(texts, changed), None)
    if moved is None:
        return ""
    was, now = moved
    passed = before[was + 1 : now + 1] if now > was else before[now:was]
    # The order matters of those that read or write what the moved one does, if there are any.
    depending = [s for s in passed if _depend(s, before[was])] or passed
    first, last = _place(depending[0]), _place(depending[-1])
    if now > was:
        there = "it" if len(depending) == 1 else first
        return f"{_name(after[now])} comes after {last}; it should come before {there}."
    there = "it" if len(depending) == 1 else last
    return f"{_name(after[now])} comes before {first}; it should come after {there}."


def _moved_statements(texts: Sequence[str], changed: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the old and the new place of a statement without which both orders are the same.

    Of two neighbours that are exchanged, an assignment comes before a branch.
    """
    places = sorted(range(len(texts)), key=lambda k: texts[k].startswith(("if ", "for ")))
    for was in places:
        for now, text in enumerate(changed):
            rest = [*changed[:now], *changed[now + 1 :]]
            if was != now and text == texts[was] and rest == [*texts[:was], *texts[was + 1 :]]:
                yield was, now


def _name(statement: ast.stmt) -> str:
    kind = "branch" if isinstance(statement, ast.If) else "statement"
    return f"The {kind} {quote(statement)}"


def _place(statement: ast.stmt) -> str:
    return f"{'the branch ' if isinstance(statement, ast.If) else ''}{quote(statement)}"


def _place_of(statement: ast.stmt, function: ast.FunctionDef) -> tuple[list[ast.stmt], int]:
    """Return the body that a statement is in, and its place there."""
    owners: list[ast.AST] = [function, *statements_of(function.body)]
    bodies = [getattr(owner, name, []) for owner in owners for name in ("body", "orelse")]
    return next((b, k) for b in bodies for k, s in enumerate(b) if s is statement)


def _conditions_of(statement: ast.stmt, body: Sequence[ast.stmt]) -> list[str] | None:
    """Return when a statement of a body is executed, the innermost condition first.

    None if it is not in the body.
    """
    for outer in body:
        if outer is statement:
            return []
        test = format_formula(unparse(outer.test)) if isinstance(outer, ast.If) else ""
        for name, word in (("body", "if"), ("orelse", "unless")):
            inside = _conditions_of(statement, getattr(outer, name, []))
            if inside is not None:
                return [*inside, f"{word} {test}"] if test else inside
    return None
