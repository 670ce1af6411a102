"""What a formula can use at a place: arrays, numbers, entries of the state."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..scenarios.model import HyperValue
from .assignments import assigned_values, loop_values, names_of
from .rule_source import RuleFunction, RuleSource
from .tree import statements_of

# Arguments of an update: the arrays, and the namespace of hyper-parameters.
PARAMETER = "theta"
ARRAYS = (PARAMETER, "g")
STATE, COUNT, HYPER = "s", "t", "h"


@dataclass(frozen=True)
class Scope:
    """The values that exist before a statement.

    Attributes:
        arrays: Expressions for arrays of the shape of the parameter.
        numbers: Expressions for numbers: hyper-parameters and parts of them.
        entries: Names of entries of the state.
        counts: Whether the function has the step count.
        defaults: The defaults of expressions for hyper-parameters and parts of them.
        decay_rates: Those of the numbers that must be below 1.
        definitions: The formulas of the names that are assigned once.
        later: For each array, what later statements make of it.
    """

    arrays: tuple[str, ...]
    numbers: tuple[str, ...]
    entries: tuple[str, ...]
    counts: bool
    defaults: Mapping[str, HyperValue] = field(default_factory=dict)
    decay_rates: tuple[str, ...] = ()
    definitions: Mapping[str, ast.expr] = field(default_factory=dict)
    later: Mapping[str, tuple[ast.expr, ...]] = field(default_factory=dict)

    def is_array(self, node: ast.AST) -> bool:
        """Whether an expression contains an array."""
        own = {a for a in self.arrays if a.isidentifier()}
        return any(
            (isinstance(n, ast.Name) and n.id in own)
            or (isinstance(n, ast.Subscript) and _is_state(n.value))
            or (isinstance(n, ast.Attribute) and n.attr == "get" and _is_state(n.value))
            for n in ast.walk(node)
        )


def _is_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == STATE


def entry_of(node: ast.expr) -> str | None:
    """Return the name of the entry of the state that an expression reads."""
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(str(entry))) if _is_state(value):
            return entry
        case ast.Call(
            func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(str(entry)), _]
        ) if _is_state(value):
            return entry
    return None


def scopes_of(source: RuleSource, function: RuleFunction) -> list[tuple[ast.stmt, Scope]]:
    """Return the statements of a function with their scopes, in the order of the text."""
    taken = [argument.arg for argument in function.tree.args.args]
    arrays = [name for name in taken if name in ARRAYS]
    defaults: dict[str, Any] = {}
    if HYPER in taken:
        defaults = {
            f"{HYPER}.{name}": value
            for name, value in source.rule.defaults.items()
            if isinstance(value, float | int | tuple) and not isinstance(value, bool)
        }
    numbers = [text for text, value in defaults.items() if isinstance(value, float)]
    rates = [n for n in numbers if _is_decay_rate(source, n.partition(".")[2])]
    entries = state_entries(source)
    stored = _stored(source, function) if STATE in taken else ()
    definitions = _definitions(function)
    statements = list(statements_of(function.tree.body))
    found = []
    for k, statement in enumerate(statements):
        scope = Scope(
            (*arrays, *stored), tuple(numbers), entries, COUNT in taken, dict(defaults),
            tuple(rates), definitions, _later_formulas(arrays, statements[k + 1 :]),
        )  # fmt: skip
        found.append((statement, scope))
        for name, value in assigned_values(statement):
            for known in _kinds_of(value, scope, arrays, numbers):
                if name not in known:
                    known.append(name)
        for name, text, part in _unpacked(statement):
            default = defaults.get(text)
            if isinstance(default, tuple) and isinstance(default[part], float):
                defaults[name] = default[part]
                if _is_decay_rate(source, text.partition(".")[2]):
                    rates.append(name)
        for name, expression in loop_values(statement):
            if _holds_decay_rates(source, expression, defaults):
                numbers.append(name)
                rates.append(name)
    return found


def _holds_decay_rates(
    source: RuleSource, expression: ast.expr, defaults: Mapping[str, HyperValue]
) -> bool:
    """Whether a loop runs over decay rates: a hyper-parameter, or constants of the module."""
    text = ast.unparse(expression)
    if isinstance(defaults.get(text), tuple):
        return _is_decay_rate(source, text.partition(".")[2])
    known = source.names.get(text)
    return isinstance(known, tuple) and all(isinstance(x, float) and 0 <= x < 1 for x in known)


def _kinds_of(
    value: ast.expr, scope: Scope, arrays: list[str], numbers: list[str]
) -> tuple[list[str], ...]:
    """Return the lists that a name belongs to; an entry with a first value can be of both kinds."""
    match value:
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, first]) if not scope.is_array(first):
            return (arrays, numbers)
    return (arrays,) if scope.is_array(value) else (numbers,)


def _unpacked(statement: ast.stmt) -> list[tuple[str, str, int]]:
    """Return the names that parts of hyper-parameters get, with the expression and the part."""
    found = []
    pairs: list[tuple[ast.expr, ast.expr]]
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = list(zip(targets, values, strict=False))
        case ast.Assign(targets=[ast.Tuple() as names], value=value):
            pairs = [(names, value)]
        case _:
            return []
    for target, value in pairs:
        if isinstance(target, ast.Tuple):
            found += [(n, ast.unparse(value), k) for k, n in enumerate(names_of(target))]
    return found


def _is_decay_rate(source: RuleSource, name: str) -> bool:
    """Whether a hyper-parameter of one or more numbers must be below 1."""
    default = source.rule.defaults.get(name)
    accept = getattr(source.kind, name).accept

    def accepts(number: float) -> bool:
        try:
            accept((number,) * len(default) if isinstance(default, tuple) else number)
        except (TypeError, ValueError):
            return False
        return True

    return accepts(0.5) and not accepts(1.5) and not accepts(-0.5)


def _definitions(function: RuleFunction) -> dict[str, ast.expr]:
    """Return the formulas of the names that are assigned once, by one statement each."""
    found: dict[str, list[ast.expr]] = {}
    for statement in statements_of(function.tree.body):
        for name, value in assigned_values(statement):
            found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _later_formulas(
    arrays: list[str], statements: list[ast.stmt]
) -> dict[str, tuple[ast.expr, ...]]:
    """Return what later statements make of each array alone, such as its bias correction."""
    found: dict[str, tuple[ast.expr, ...]] = {}
    for statement in statements:
        for _, value in assigned_values(statement):
            used = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} & set(ARRAYS)
            match value:
                case ast.BinOp(left=ast.Name(name)) if not used:
                    found[name] = (*found.get(name, ()), value)
    return found


def _stored(source: RuleSource, function: RuleFunction) -> tuple[str, ...]:
    """Return the expressions for entries of the state, with their first values where needed."""
    first = {
        _literal_text(node.args[0]): ast.unparse(node).replace("'", '"')
        for node in ast.walk(function.tree)
        if isinstance(node, ast.Call) and _is_get(node.func)
    }
    found = []
    for entry in state_entries(source):
        found.append(first.get(entry, f'{STATE}["{entry}"]'))
        if entry not in first and entry not in source.rule.moments:
            found.append(f'{STATE}.get("{entry}", 0.0)')
    return tuple(found)


def _is_get(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "get" and _is_state(node.value)


def state_entries(source: RuleSource) -> tuple[str, ...]:
    """Return the entries of the state that the rule reads or writes, in the order of the text.

    Names that are computed, as in ``s[f"v{i}"]``, are not known; those in ``moments`` are.
    """
    found: dict[str | None, None] = dict.fromkeys(source.rule.moments)
    for function in source.functions:
        for node in ast.walk(function.tree):
            if isinstance(node, ast.Subscript) and _is_state(node.value):
                found[_literal_text(node.slice)] = None
            elif isinstance(node, ast.Call) and _is_get(node.func):
                found[_literal_text(node.args[0])] = None
    return tuple(name for name in found if name is not None)


def reads_count(source: RuleSource) -> bool:
    """Return whether the step count occurs in the formula of a rule."""
    return any(
        isinstance(node, ast.Name) and node.id == COUNT
        for function in source.functions
        if COUNT in [argument.arg for argument in function.tree.args.args]
        for node in ast.walk(function.tree)
    )


def _literal_text(node: ast.expr) -> str | None:
    """Return the value of a text that is written out, and None for anything else."""
    match node:
        case ast.Constant(str() as text):
            return text
    return None
