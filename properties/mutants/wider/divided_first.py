"""A gradient that is divided by its root mean square before it enters the average."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ..assignments import assigned_values
from ..function_changes import (
    loads_of,
    parse_statements,
    target_name,
    with_body,
)
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import STATE, Scope, scopes_of
from ..tree import binary, expressions_of, number, replace_nodes


@wider_rewrite("divided before the average")
def divided_first(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A state of quotients in place of a quotient of states: each gradient has its own divisor.

    The divisor is that of the step, or the same without a correction.
    """
    scopes = {id(s): scope for s, scope in scopes_of(source, function)}
    body = function.tree.body
    for k, statement in enumerate(body[:-1]):
        name = target_name(statement)
        places = loads_of(statement, "g")
        if name is None or len(places) != 1 or not loads_of(statement, STATE):
            continue
        for j in range(k + 1, len(body)):
            moved = _moved_after(name, body[k + 1 : j])
            if moved is None:
                break
            first, late, again = moved
            for quotient in _divisions(body[j], {name, *map(str, map(target_name, late))},
                                       scopes[id(body[j])]):  # fmt: skip
                for divisor, dividend in _quotients(quotient, body[:j]):
                    if name in _names_in(divisor, first):
                        continue
                    divided = binary(ast.Name("g", ast.Load()), ast.Div(), divisor)
                    early = replace_nodes(statement, {id(places[0]): divided})
                    whole = replace_nodes(body[j], {id(quotient): dividend})
                    new = [*body[:k], *first, early, *again, *late, whole, *body[j + 1 :]]
                    yield with_body(function.tree, new)


def _moved_after(
    name: str, between: Sequence[ast.stmt]
) -> tuple[list[ast.stmt], list[ast.stmt], list[ast.stmt]] | None:
    """Return statements without those that read a name, those, and what stores the name later.

    None if one of those that read it is not a plain assignment.
    """
    first: list[ast.stmt] = []
    late: list[ast.stmt] = []
    again: list[ast.stmt] = []
    for statement in between:
        if not loads_of(statement, name):
            first.append(statement)
            continue
        match statement:
            case ast.Assign(targets=[ast.Name(kept), *_], value=ast.Dict(keys, values)):
                pairs = [(x, v) for x, v in zip(keys, values, strict=True)]
                own = [(x, v) for x, v in pairs if not loads_of(v, name)]
                left = ast.Dict([x for x, _ in own], [v for _, v in own])
                first.append(ast.Assign(statement.targets, left))
                again += [
                    s
                    for x, v in pairs
                    if loads_of(v, name) and x is not None
                    for s in parse_statements(f"{kept}[{ast.unparse(x)}] = {ast.unparse(v)}")
                ]
            case ast.Assign(targets=[ast.Name()]):
                late.append(statement)
            case _:
                return None
    return first, late, again


def _divisions(statement: ast.stmt, names: set[str], scope: Scope) -> Iterator[ast.BinOp]:
    """Yield the quotients of arrays whose dividend has one of some names."""
    for node in expressions_of(statement):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            used = {n.id for n in ast.walk(node.left) if isinstance(n, ast.Name)}
            if used & names and scope.is_array(node.right):
                yield node


def _quotients(
    quotient: ast.BinOp, before: Sequence[ast.stmt]
) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield a divisor, and the same without the correction of a name in it, with what is left.

    The root of the correction may be left too.
    """
    divisor = quotient.right
    yield divisor, quotient.left
    formulas = {n: v for s in before for n, v in assigned_values(s)}
    for place in [n for n in ast.walk(divisor) if isinstance(n, ast.Name)]:
        match formulas.get(place.id):
            case ast.BinOp(left=ast.Name() as raw, op=ast.Div(), right=correction):
                without = replace_nodes(divisor, {id(place): raw})
                root = binary(correction, ast.Pow(), number(0.5))
                yield without, quotient.left
                yield without, binary(quotient.left, ast.Mult(), root)


def _names_in(divisor: ast.expr, before: Sequence[ast.stmt]) -> set[str]:
    """Return the names that a divisor has, and those in the formulas of these."""
    names = {n.id for n in ast.walk(divisor) if isinstance(n, ast.Name)}
    for statement in reversed(before):
        for name, value in assigned_values(statement):
            if name in names:
                names |= {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    return names
