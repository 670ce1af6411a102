"""Sentences about changes of formulas."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping, Sequence

from .assignments import names_of
from .differences import changed_statements
from .inlining import inline_calls
from .rule_source import RuleFunction, RuleSource
from .tree import replace_node, statements_of, unparse

# What the names in most rules stand for. The profile of a rule has the others.
NAMES = {
    "g": "the gradient",
    "theta": "the parameter",
    "m": "the first moment",
    "v": "the second moment",
    "m_hat": "the corrected first moment",
    "v_hat": "the corrected second moment",
    "u": "the update",
    "move": "the update",
    "beta": "the decay rate",
    "kept": "the state",
}

# What a function returns, and what a step does.
RESULT = "The result"
STEP = ("The parameter becomes", "The state becomes")

# The suffix of the names of values that are kept from before a statement.
BEFORE = "_before"


def describe_change(
    source: RuleSource, function: RuleFunction, new: ast.FunctionDef, changed: Sequence[str]
) -> str:
    """Return sentences that say what the changed function does, and what the old one does."""
    gone, come = changed_statements(function, new, changed)
    place = "" if _takes_step(source, function) else f" of {function.name}"
    result = "The point of evaluation" if function is source.shown else f"{RESULT}{place}"
    names = {**NAMES, **source.rule.profile.quantities}
    if not gone and not come:
        return _describe_order(function.tree, new)
    gone, come = _without_kept_branches(gone, new), _without_kept_branches(come, function.tree)
    sentences = []
    for one in come:
        other = next((s for s in gone if _is_counterpart(s, one)), None)
        if other is not None:
            gone.remove(other)
            sentences.append(_describe_statement(_like(source, other, one), one, names, result))
        else:
            sentences.append(_describe_addition(one, _branch_of(one, new)))
    sentences += [f"The statement {_quote(s)} is missing." for s in gone]
    return " ".join(sentences)


def _takes_step(source: RuleSource, function: RuleFunction) -> bool:
    """Whether the results of a function are those of the update."""
    returned = (n.value for n in ast.walk(source.update.tree) if isinstance(n, ast.Return))
    calls = (ast.unparse(value.func) for value in returned if isinstance(value, ast.Call))
    return function.name in (source.update.name, *calls)


def _is_counterpart(old: ast.stmt, new: ast.stmt) -> bool:
    """Whether two statements assign the same names, or are of the same kind."""
    match old, new:
        case ast.Assign(targets=was), ast.Assign(targets=now):
            return sorted(_all_names(was)) == sorted(_all_names(now)) or bool(
                set(_all_names(was)) & set(_all_names(now))
            )
    return type(old) is type(new)


def _all_names(targets: list[ast.expr]) -> list[str]:
    return [name for target in targets for name in names_of(target)]


def _without_kept_branches(
    statements: Sequence[ast.stmt], other: ast.FunctionDef
) -> list[ast.stmt]:
    """Leave out branches whose condition the other version has too: what is inside differs."""
    kept = {unparse(s.test) for s in statements_of(other.body) if isinstance(s, ast.If)}
    return [s for s in statements if not (isinstance(s, ast.If) and unparse(s.test) in kept)]


def _branch_of(statement: ast.stmt, function: ast.FunctionDef) -> str:
    """Return when a statement is executed; empty if it always is."""
    for outer in statements_of(function.body):
        if isinstance(outer, ast.If):
            test = format_formula(unparse(outer.test))
            if any(s is statement for s in statements_of(outer.orelse)):
                return f"unless {test}"
            if any(s is statement for s in statements_of(outer.body)):
                return f"if {test}"
    return ""


def _describe_addition(statement: ast.stmt, when: str) -> str:
    text = unparse(statement)
    name, _, value = text.partition(f"{BEFORE} = ")
    if name == value:
        return f"{name}{BEFORE} is the value that {name} has before the next statement."
    added = f"The statement {_quote(statement)} is put in"
    return f"{added}, executed {when}." if when else f"{added}."


def _describe_order(old: ast.FunctionDef, new: ast.FunctionDef) -> str:
    """Say which statement stands later than it should."""
    before, after = (list(f.body) for f in (old, new))
    texts, changed = (list(map(unparse, body)) for body in (before, after))
    first = next(
        (k for k, pair in enumerate(zip(texts, changed, strict=False)) if pair[0] != pair[1]), None
    )
    if first is None:
        return "The statements are in another order."
    place = changed.index(texts[first], first)
    return (
        f"The statement {_quote(before[first])} comes after {_quote(after[place - 1])}; "
        f"it should come before {_quote(after[first])}."
    )


def _like(source: RuleSource, old: ast.stmt, new: ast.stmt) -> ast.stmt:
    """Return the old statement with formulas in place of calls, if the new one has these."""
    value = getattr(old, "value", None)
    if not isinstance(value, ast.expr):
        return old
    calls = [n for n in ast.walk(new) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    inlined = None if calls else inline_calls(source, value)
    return old if inlined is None else replace_node(old, value, inlined)


def _quote(statement: ast.stmt) -> str:
    return f"“{format_formula(unparse(statement).splitlines()[0])}”"


def _describe_statement(old: ast.stmt, new: ast.stmt, names: Mapping[str, str], result: str) -> str:
    match old, new:
        case ast.If(test=was), ast.If(test=now):
            told, expected = _two_formulas(was, now)
            return f"The branch is taken if {told}; it should be taken if {expected}."
        case ast.For(iter=was), ast.For(iter=now):
            return f"The loop runs over {_compare(was, now)}."
        case ast.Assign(targets=[ast.Tuple() as was]), ast.Assign(targets=[ast.Tuple() as now]) if (
            unparse(was) != unparse(now)
        ):
            value = format_formula(unparse(old.value)).strip("()")
            return (
                f"The names for {value} are {unparse(now).strip('()')}; "
                f"they should be {unparse(was).strip('()')}."
            )
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=was)), ast.Assign(
            value=ast.Tuple(elts=now)
        ) if len(was) == len(now):
            return " ".join(
                f"{_subject(target, names)} is {_compare(a, b)}."
                for target, a, b in zip(targets, was, now, strict=False)
                if unparse(a) != unparse(b)
            )
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=was), ast.Assign(value=now):
            subjects = [names.get(unparse(target), unparse(target)) for target in targets]
            subject = " and ".join(subjects)
            told, expected = _two_formulas(was, now)
            return f"{subject[0].upper()}{subject[1:]} are {told}; they should be {expected}."
        case ast.Assign(targets=[ast.Name(name)], value=was), ast.Assign(value=now) if (
            format_formula(unparse(now)) == name
        ):
            expected = format_formula(unparse(was))
            return (
                f"{_subject(old.targets[0], names)} {_describe_same(now)}; it should be {expected}."
            )
        case ast.Assign(targets=targets, value=was), ast.Assign(value=now):
            return f"{_subject(targets[0], names)} is {_compare(was, now)}."
        case ast.Return(value=ast.Tuple(elts=was)), ast.Return(value=ast.Tuple(elts=now)):
            parts = [
                f"{subject} {_compare(a, b)}."
                for subject, a, b in zip(_parts_of(result), was, now, strict=False)
                if unparse(a) != unparse(b)
            ]
            return " ".join(parts)
        case ast.Return(value=ast.Dict() as was), ast.Return(value=ast.Dict() as now) if [
            unparse(key) for key in was.keys if key
        ] == [unparse(key) for key in now.keys if key]:
            return " ".join(
                f"The entry {unparse(key)} of {result[0].lower()}{result[1:]} is {_compare(a, b)}."
                for key, a, b in zip(was.keys, was.values, now.values, strict=True)
                if key is not None and unparse(a) != unparse(b)
            )
        case ast.Return(value=ast.expr() as was), ast.Return(value=ast.expr() as now):
            return f"{result} is {_compare(was, now)}."
    return f"{_quote(new)} stands in place of {_quote(old)}."


def _parts_of(result: str) -> tuple[str, ...]:
    """Return what the values are that a function returns: those of a step, or of a helper."""
    if result == RESULT:
        return STEP
    name = result.removeprefix(RESULT)
    return f"The first result{name} is", f"The second result{name} is"


def _describe_same(value: ast.expr) -> str:
    """Render a value that has the name that it is assigned to."""
    match value:
        case ast.Name():
            return "stays as it is"
        case ast.Attribute(attr=name):
            return f"is the hyper-parameter {name}"
    return "is the value from the step before"


def _subject(target: ast.expr, names: Mapping[str, str]) -> str:
    name = unparse(target)
    subject = names.get(name, name)
    return subject if subject == name else f"{subject[0].upper()}{subject[1:]}"


def _compare(was: ast.expr, now: ast.expr) -> str:
    told, expected = _two_formulas(was, now)
    return f"{told}; it should be {expected}"


def _two_formulas(was: ast.expr, now: ast.expr) -> tuple[str, str]:
    """Return the new and the old formula, with the first values of the state if these differ."""
    new = {n.id for formula in (now, was) for n in ast.walk(formula) if isinstance(n, ast.Name)}
    now, was = _with_old_values(now, new), _with_old_values(was, new)
    told, expected = format_formula(unparse(now)), format_formula(unparse(was))
    if told == expected:
        told, expected = _format_names(unparse(now)), _format_names(unparse(was))
    if told == expected:  # an entry of the state has the name of a new value
        old = [re.sub(r'\bs\["(\w+)"\]', r"old_\1", unparse(e)) for e in (now, was)]
        told, expected = map(format_formula, old)
    return told, expected


def _with_old_values(formula: ast.expr, new: Collection[str]) -> ast.expr:
    """Return a formula in which an entry of the state is called old beside its new value."""
    text = re.sub(
        r'\bs(?:\["(\w+)"\]|\.get\("(\w+)", [^()]*\))',
        lambda entry: f"old_{name}" if (name := entry[1] or entry[2]) in new else entry[0],
        unparse(formula),
    )
    return ast.parse(text, mode="eval").body


def format_formula(source: str) -> str:
    """Return a formula as it is written in text: without ``h.``, ``np.`` and keys of the state."""
    known = re.sub(r'^(.*) if "(\w+)" in s else (.*)$', r"\1 (at first \3)", source)
    return _format_names(re.sub(r'\bs\.get\("(\w+)", [^()]*\)', r"\1", known))


def _format_names(source: str) -> str:
    source = re.sub(r'\bs\.get\("(\w+)", ([^()]*)\)', r"(\1, at first \2)", source)
    source = re.sub(r'\bs\["(\w+)"\]', r"\1", source)
    return re.sub(r"\b(h|np)\.", "", source)
