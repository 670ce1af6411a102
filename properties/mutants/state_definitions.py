"""The expressions that define the entries of the state, and the places that read them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from .assignments import assigned_values
from .function_changes import replace_in_function
from .rule_source import RuleFunction, RuleSource
from .scope import ARRAYS, STATE
from .tree import replace_nodes, statements_of
from .wider.computed_numbers import computed_numbers


def kept_arrays(source: RuleSource) -> tuple[str, ...]:
    """Return the entries of the state that are arrays and that a function of the rule defines."""
    found: dict[str, None] = {}
    for function in source.functions:
        found |= dict.fromkeys(entry for entry, _ in _definitions(function))
    return tuple(found)


def with_kept_as(
    source: RuleSource, entries: Collection[str], keep: str, read: str = "", late: bool = False
) -> Iterator[tuple[RuleFunction, ast.FunctionDef]]:
    """Yield the functions of a rule with entries that are kept, and read, by way of functions.

    Args:
        source: the rule.
        entries: the entries.
        keep: the text of what is kept, with ``{x}`` for the value and ``{like}`` for an array in
            the precision of the parameter.
        read: likewise of what is read; empty for the entry itself.
        late: whether the value is used as it is before it is kept.
    """
    for function in source.functions:
        like = next((a.arg for a in function.tree.args.args if a.arg in ARRAYS), None)
        if like is None:
            continue
        values = [value for e, value in _definitions(function, late) if e in entries]
        reads = [n for n in ast.walk(function.tree) if read and _entry_read(n) in entries]
        inner = {id(n): _wrap(read, n, like) for n in reads}
        # A definition contains reads of the entry, so that it is changed after them.
        outer = {id(v): _wrap(keep, replace_nodes(v, inner), like) for v in values}
        if inner or outer:
            yield function, replace_in_function(function.tree, {**inner, **outer})


def _wrap(text: str, node: ast.AST, like: str) -> ast.expr:
    return ast.parse(text.format(x=ast.unparse(node), like=like), mode="eval").body


def _definitions(function: RuleFunction, late: bool = False) -> Iterator[tuple[str, ast.expr]]:
    """Yield the entries that a function keeps, with the expressions of their values.

    A name stands for the values that it is assigned, unless ``late``.
    """
    numbers = computed_numbers(function)
    before: list[tuple[str, ast.expr]] = []
    for statement in statements_of(function.tree.body):
        for entry, value in _kept_values(statement):
            name = value.id if isinstance(value, ast.Name) else ""
            if name in numbers:
                continue
            assigned = [v for n, v in before if n == name and not isinstance(v, ast.Tuple)]
            if late or name in ("", *ARRAYS) or not assigned:
                yield entry, value
            else:
                yield from ((entry, v) for v in assigned)
        before += assigned_values(statement)


def _kept_values(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if hasattr(statement, "body"):
        return  # the statements inside come by themselves
    for node in ast.walk(statement):
        match node:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.value, value
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    match target:
                        case ast.Subscript(slice=ast.Constant(str(entry))):
                            yield entry, value


def _entry_read(node: ast.AST) -> str | None:
    """Return the name of the entry that an expression reads."""
    match node:
        case ast.Subscript(value=ast.Name(owner), slice=ast.Constant(str(e)), ctx=ast.Load()):
            return e if owner == STATE else None
        case ast.Call(
            func=ast.Attribute(value=ast.Name(owner), attr="get"), args=[ast.Constant(str(e)), _]
        ):
            return e if owner == STATE else None
    return None
