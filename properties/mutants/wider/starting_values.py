"""An entry of the state that starts at another value, such as that of another entry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from ..function_changes import parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, HYPER, STATE, entry_of

GRADIENTS = ("{g}", "np.abs({g})", "{g} * {g}")


@wider_rewrite("starting value")
def other_starting_value(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A number, a hyper-parameter, the gradient or the parameter that an entry starts at."""
    taken = [argument.arg for argument in function.tree.args.args]
    reads: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function.tree):
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            entry = entry_of(node)
            if entry is not None:
                reads.setdefault(entry, []).append(node)
    for entry, places in reads.items():
        for choice in (node for node in ast.walk(function.tree) if _chooses(node, entry)):
            for first in _values(source, taken):
                start = parse_expression(f"0 * theta + {first}" if "theta" in taken else first)
                yield replace_in_function(function.tree, {id(choice.orelse): start})
        made_at_first = any(_tests(node, entry) for node in ast.walk(function.tree))
        for first in () if made_at_first else _values(source, taken):
            new = {id(place): _starting_at(place, first, COUNT in taken) for place in places}
            if all(new.values()):
                yield replace_in_function(function.tree, {k: v for k, v in new.items() if v})


def _values(source: RuleSource, taken: list[str]) -> Iterator[str]:
    """Yield the texts of the values."""
    yield from ("0.0", "1.0")
    numbers = (n for n, value in source.rule.defaults.items() if isinstance(value, float))
    yield from (f"{HYPER}.{name}" for name in numbers if HYPER in taken)
    yield from (form.format(g="g") for form in GRADIENTS if "g" in taken)
    yield from (name for name in ("theta",) if name in taken)


def _starting_at(place: ast.expr, first: str, counts: bool) -> ast.expr | None:
    """Return an entry that is read with another first value; None if it has no place for one."""
    match place:
        case ast.Call(func=function, args=[key, _]):
            return ast.Call(function, [key, parse_expression(first)], [])
        case ast.Subscript() if counts and first != "0.0":
            test = parse_expression(f"{COUNT} == 1")
            return ast.IfExp(test, parse_expression(first), place)
    return None


def _chooses(node: ast.AST, entry: str) -> TypeGuard[ast.IfExp]:
    """Whether an expression is an entry if it exists, and a first value else."""
    match node:
        case ast.IfExp(test=test, body=ast.Subscript() as read):
            return _tests(test, entry) and entry_of(read) == entry
    return False


def _tests(node: ast.AST, entry: str) -> bool:
    """Whether a condition asks for an entry, which is made at the first step."""
    match node:
        case ast.Compare(
            left=ast.Constant(str(key)), ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(owner)]
        ):
            return key == entry and owner == STATE
    return False
