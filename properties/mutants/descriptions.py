"""Sentences about changes of formulas."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from .assignments import assigned_values, names_of
from .differences import changed_statements
from .elementwise_choices import without_elementwise_choices
from .first_entries import FIRST, MEANING, without_first
from .formula_text import format_formula, two_formulas
from .frozen_count import describe_frozen_count
from .inlining import inline_calls
from .moved_entries import without_moved_entries
from .rule_source import RuleFunction, RuleSource
from .scope import state_entries
from .starting_value_sentences import describe_starting_value
from .statement_places import (
    describe_addition,
    describe_earlier_update,
    describe_late_factor,
    describe_missing,
    describe_moved_beside,
    describe_order,
    describe_shared_storage,
    describe_value_before,
    quote,
    replaced_value,
    value_before,
    without_kept_branches,
)
from .tree import replace_node, unparse

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
    "s": "the state",
}

# The value of an entry of the state, where a new value has the same name.
OLD = re.compile(r"\bold_(\w+)")

# What a function returns, and what a step does.
RESULT = "The result"
STEP = ("The parameter becomes", "The state becomes")

# How a sentence about one entry of the state that a step returns begins.
ENTRY = "The entry {} of the state becomes"


def describe_change(
    source: RuleSource, function: RuleFunction, new: ast.FunctionDef, changed: Sequence[str]
) -> str:
    """Return sentences that say what the changed function does, and what the old one does."""
    gone, come = without_moved_entries(*changed_statements(function, new, changed))
    place = "" if _takes_step(source, function) else f" of {function.name}"
    result = "The point of evaluation" if function is source.shown else f"{RESULT}{place}"
    names = {**NAMES, **source.rule.profile.quantities}
    if not gone and not come:
        return describe_order(function.tree, new)
    moved = describe_earlier_update(gone, come, new) or describe_late_factor(gone, come)
    special = moved or describe_starting_value(function.tree, new, names)
    if special:
        return special
    first = [MEANING] if any(FIRST in unparse(s) for s in come) else []
    if first:
        come = [kept for s in come if (kept := without_first(s))]
        same = set(map(unparse, gone)) & set(map(unparse, come))
        gone, come = ([s for s in some if unparse(s) not in same] for some in (gone, come))
    gone, come = without_elementwise_choices(function.tree, gone, come)
    gone = without_kept_branches(gone, function.tree, new)
    come = without_kept_branches(come, new, function.tree)
    frozen = describe_frozen_count(gone, come, new)
    sentences, meanings = [], []
    for one in come:
        other = next((s for s in gone if _is_counterpart(s, one)), None)
        if other is not None:
            gone.remove(other)
            inner = _inner_function(one, new)
            what = f"{RESULT} of {inner}" if inner else result
            what = "The state" if _is_state(source, one) else what
            sentences.append(_describe_statement(_like(source, other, one), one, names, what))
        elif name := value_before(one):
            meanings.append(describe_value_before(name, one, new))
        elif replaced := replaced_value(one, new):
            sentences.append(_describe_value_of_branch(one, *replaced, names))
        else:
            sentences.append(describe_shared_storage(one, come) or describe_addition(one, new))
    sentences += [describe_missing(s, new) for s in gone]
    sentences += filter(None, [describe_moved_beside(function.tree, new)])
    told = " ".join(sentence.partition("; it should be ")[0] for sentence in sentences)
    old = dict.fromkeys(OLD.findall(told))
    meanings += [f"old_{name} is the value of {name} after the previous step." for name in old]
    return " ".join([*sentences, *meanings, *first, *([frozen] if frozen else [])])


def _describe_value_of_branch(
    statement: ast.stmt, condition: str, expected: ast.expr, names: Mapping[str, str]
) -> str:
    """Say what a value is under a condition, in place of the value that it has before."""
    (name, value), *_ = assigned_values(statement)
    subject = _subject(ast.Name(name), names)
    told, rest = two_formulas(expected, value)
    return f"{subject} is {told} {condition}; it should be {rest}."


def _inner_function(statement: ast.stmt, function: ast.FunctionDef) -> str:
    """Return the name of the function inside another one that a statement belongs to, if any."""
    inner = (n for n in ast.walk(function) if isinstance(n, ast.FunctionDef) and n is not function)
    return next((f.name for f in inner if any(n is statement for n in ast.walk(f))), "")


def _is_state(source: RuleSource, statement: ast.stmt) -> bool:
    """Whether a statement returns a dictionary of entries of the state."""
    match statement:
        case ast.Return(value=ast.Dict(keys=keys)):
            return {ast.literal_eval(k) for k in keys if k} <= set(state_entries(source))
    return False


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


def _like(source: RuleSource, old: ast.stmt, new: ast.stmt) -> ast.stmt:
    """Return the old statement with formulas in place of calls, if the new one has these."""
    value = getattr(old, "value", None)
    if not isinstance(value, ast.expr):
        return old
    calls = [n for n in ast.walk(new) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    inlined = None if calls else inline_calls(source, value)
    return old if inlined is None else replace_node(old, value, inlined)


def _describe_statement(old: ast.stmt, new: ast.stmt, names: Mapping[str, str], result: str) -> str:
    match old, new:
        case ast.If(test=was), ast.If(test=now):
            told, expected = two_formulas(was, now)
            return f"The branch is taken if {told}; it should be taken if {expected}."
        case ast.For(iter=was), ast.For(iter=now):
            return f"The loop runs over {_compare(was, now)}."
        case ast.Assign(targets=[ast.Tuple() as was]), ast.Assign(targets=[ast.Tuple() as now]) if (
            unparse(was) != unparse(now)
        ):
            value = _without_brackets(old.value)
            return (
                f"The names for {value} are {_without_brackets(now)}; "
                f"they should be {_without_brackets(was)}."
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
            told, expected = two_formulas(was, now)
            return f"{_subjects(targets, names)} are {told}; they should be {expected}."
        case ast.Assign(targets=[ast.Name(name)], value=was), ast.Assign(value=now) if (
            format_formula(unparse(now)) == name != format_formula(unparse(was))
        ):
            expected = format_formula(unparse(was))
            return (
                f"{_subject(old.targets[0], names)} {_describe_same(now)}; it should be {expected}."
            )
        case ast.Assign(targets=targets, value=was), ast.Assign(value=now):
            return f"{_subject(targets[0], names)} is {_compare(was, now)}."
        case ast.Return(value=ast.Tuple(elts=was)), ast.Return(value=ast.Tuple(elts=now)):
            parts = (
                _describe_result(subject, a, b)
                for subject, a, b in zip(_parts_of(result), was, now, strict=False)
            )
            return " ".join(filter(None, parts))
        case ast.Return(value=ast.Dict() as was), ast.Return(value=ast.Dict() as now) if (
            _have_same_keys(was, now)
        ):
            words = f"The entry {{}} of {result[0].lower()}{result[1:]} is"
            return _describe_entries(words, was, now)
        case ast.Return(value=ast.expr() as was), ast.Return(value=ast.expr() as now):
            return f"{result} is {_compare(was, now)}."
    return f"{quote(new)} stands in place of {quote(old)}."


def _describe_result(subject: str, was: ast.expr, now: ast.expr) -> str:
    """Return the sentence about one of several results; empty if it is the same."""
    if unparse(was) == unparse(now):
        return ""
    match was, now:
        case ast.Dict(), ast.Dict() if subject in STEP and _have_same_keys(was, now):
            return _describe_entries(ENTRY, was, now)
    return f"{subject} {_compare(was, now)}."


def _have_same_keys(one: ast.Dict, other: ast.Dict) -> bool:
    return [unparse(k) for k in one.keys if k] == [unparse(k) for k in other.keys if k]


def _describe_entries(words: str, was: ast.Dict, now: ast.Dict) -> str:
    """Return the sentences about the entries of a dictionary that differ.

    Args:
        words: what the sentences begin with, in which ``{}`` stands for the key.
        was: the expected dictionary.
        now: the other one, with the same keys.
    """
    return " ".join(
        f"{words.format(unparse(key))} {_compare(a, b)}."
        for key, a, b in zip(was.keys, was.values, now.values, strict=True)
        if key is not None and unparse(a) != unparse(b)
    )


def _without_brackets(value: ast.AST) -> str:
    text = format_formula(unparse(value))
    return text[1:-1] if isinstance(value, ast.Tuple) else text


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
    return "is the value from the previous step"


def _subject(target: ast.expr, names: Mapping[str, str]) -> str:
    name = unparse(target)
    subject = names.get(name, name)
    return subject if subject == name else f"{subject[0].upper()}{subject[1:]}"


def _subjects(targets: Sequence[ast.expr], names: Mapping[str, str]) -> str:
    others = [names.get(unparse(target), unparse(target)) for target in targets[1:]]
    *listed, last = [_subject(targets[0], names), *others]
    return " and ".join([*([", ".join(listed)] if listed else []), last])


def _compare(was: ast.expr, now: ast.expr) -> str:
    told, expected = two_formulas(was, now)
    always = " from the first step on" if expected.startswith(f"{told} (first value: ") else ""
    return f"{told}{always}; it should be {expected}"
