"""What a formula can use at a place: arrays, numbers, entries of the state."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .rule_source import RuleFunction, RuleSource
from .tree import statements_of

# Arguments of an update: the arrays, and the namespace of hyper-parameters.
ARRAYS = ("theta", "g")
STATE, COUNT, HYPER = "s", "t", "h"


@dataclass(frozen=True)
class Scope:
    """The values that exist before a statement.

    Attributes:
        arrays: Expressions for arrays of the shape of the parameter.
        numbers: Expressions for numbers: hyper-parameters and parts of them.
        entries: Names of entries of the state.
        counts: Whether the function has the step count.
    """

    arrays: tuple[str, ...]
    numbers: tuple[str, ...]
    entries: tuple[str, ...]
    counts: bool

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


def scopes_of(source: RuleSource, function: RuleFunction) -> list[tuple[ast.stmt, Scope]]:
    """Return the statements of a function with their scopes, in the order of the text."""
    taken = [argument.arg for argument in function.tree.args.args]
    arrays = [name for name in taken if name in ARRAYS]
    numbers = [
        f"{HYPER}.{name}"
        for name, value in source.rule.defaults.items()
        if HYPER in taken and isinstance(value, float)
    ]
    entries = _entries(source)
    found = []
    for statement in statements_of(function.tree.body):
        stored = tuple(f'{STATE}["{e}"]' for e in entries if STATE in taken)
        scope = Scope((*arrays, *stored), tuple(numbers), entries, COUNT in taken)
        found.append((statement, scope))
        for name, value in _assigned(statement):
            known = arrays if scope.is_array(value) else numbers
            if name not in known:
                known.append(name)
    return found


def _assigned(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Return the names that a statement assigns, with what it assigns to them."""
    if not isinstance(statement, ast.Assign):
        return []
    pairs = []
    for target in statement.targets:
        names, value = target, statement.value
        if isinstance(names, ast.Tuple):
            parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(names.elts)
            pairs += [(n.id, v) for n, v in zip(names.elts, parts) if isinstance(n, ast.Name)]
        elif isinstance(names, ast.Name) and not isinstance(value, ast.Dict):
            pairs.append((names.id, value))
    return pairs


def _entries(source: RuleSource) -> tuple[str, ...]:
    """Return the entries of the state that the rule reads or writes, in the order of the text."""
    found = dict.fromkeys(source.rule.moments)
    for function in source.functions:
        for node in ast.walk(function.tree):
            if isinstance(node, ast.Subscript) and _is_state(node.value):
                found[ast.literal_eval(node.slice)] = None
    return tuple(found)
