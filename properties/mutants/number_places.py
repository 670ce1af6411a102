"""The places at which a formula reads a number, and changes that read another value there.

A number is a hyper-parameter, a part of one, or the step count.

Helpers that are one formula, such as ``average``, are inlined where a place is inside of them.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .formula_text import format_formula
from .function_changes import parse_expression, replace_in_function
from .inlining import inline_calls
from .rule_source import RuleFunction, RuleSource
from .scope import ARRAYS, COUNT, HYPER, scopes_of
from .tree import expressions_of, replace_nodes, unparse


@dataclass(frozen=True)
class Number:
    """A hyper-parameter that is a number, one part of a tuple, or the step count."""

    hyper: str
    part: int | None = None

    def read_as(self, name: str) -> str:
        """Return the expression that reads this number of an attribute with another name."""
        return f"{HYPER}.{name}" if self.part is None else f"{HYPER}.{name}[{self.part}]"


@dataclass(frozen=True, eq=False)
class NumberPlace:
    """A place at which a formula reads a number.

    Attributes:
        number: the number.
        function: the function with the place.
        statement: its statement, with the formulas of helpers in place of calls.
        outer: the same statement as the function has it.
        node: the expression that reads the number.
    """

    number: Number
    function: RuleFunction
    statement: ast.stmt
    outer: ast.stmt
    node: ast.expr

    @cached_property
    def wholes(self) -> list[ast.expr]:
        """The expressions around the place that consist of constants and numbers, smallest first.

        The step count is not constant, so that they are what can be computed once.
        """
        around = [
            e
            for e in expressions_of(self.statement)
            if any(n is self.node for n in ast.walk(e)) and _is_constant(e)
        ]
        return sorted(around, key=lambda e: sum(1 for _ in ast.walk(e)))


def number_places(source: RuleSource) -> list[NumberPlace]:
    """Return the places of a rule at which it reads numbers."""
    found: list[NumberPlace] = []
    for function in source.functions:
        if HYPER not in [a.arg for a in function.tree.args.args]:
            continue
        names = _numbers_by_text(source, function)
        for outer, _ in scopes_of(source, function):
            statement = _with_helpers_inlined(source, outer)
            unused = _without_effect(source, statement)
            found += [
                NumberPlace(names[unparse(node)], function, statement, outer, node)
                for node in expressions_of(statement)
                if unparse(node) in names and id(node) not in unused
            ]
    return found


def _without_effect(source: RuleSource, statement: ast.stmt) -> set[int]:
    """Return the ``id`` of expressions that compute nothing: arguments of functions of the rule,
    and values that are only tested for being 0."""
    own = {function.name for function in source.functions}
    found = {
        id(argument)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and unparse(node.func).rpartition(".")[2] in own
        for argument in node.args
    }
    if isinstance(statement, ast.If):
        test = statement.test
        found |= {id(test)} | {id(v) for v in getattr(test, "values", ())}
    return found


def read_elsewhere(
    places: Collection[NumberPlace], name_of: Mapping[str, str]
) -> Iterator[tuple[RuleFunction, ast.FunctionDef]]:
    """Yield the functions of some places in which these read attributes with other names.

    Args:
        places: the places.
        name_of: the name of the other attribute for each hyper-parameter.
    """
    for function in dict.fromkeys(place.function for place in places):
        own = [place for place in places if place.function is function]
        changed: dict[int, ast.AST] = {}
        for outer in dict.fromkeys(place.outer for place in own):
            inside = [place for place in own if place.outer is outer]
            new = {
                id(place.node): parse_expression(place.number.read_as(name_of[place.number.hyper]))
                for place in inside
            }
            changed[id(outer)] = replace_nodes(inside[0].statement, new)
        yield function, replace_in_function(function.tree, changed)


def describe_places(places: Collection[NumberPlace]) -> str:
    """Return words for the numbers that formulas read at some places, such as 1 - beta1."""
    words = dict.fromkeys(_describe_place(place, _largest_whole(place, places)) for place in places)
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last


def _largest_whole(place: NumberPlace, places: Collection[NumberPlace]) -> ast.expr:
    """Return the largest constant expression around a place that reads nothing but some places."""
    chosen = {id(one.node) for one in places}
    found = place.node
    for around in place.wholes:
        if all(id(n) in chosen for n in ast.walk(around) if _reads_number(n)):
            found = around
    return found


def _describe_place(place: NumberPlace, whole: ast.expr) -> str:
    text = format_formula(unparse(whole))
    if whole is not place.node:
        return text
    around = [
        e
        for e in expressions_of(place.statement)
        if e is not whole and any(n is whole for n in ast.walk(e))
    ]
    smallest = min(around, key=lambda e: sum(1 for _ in ast.walk(e)), default=None)
    if smallest is None:
        return text
    return f"{text} in “{format_formula(unparse(smallest))}”"


def _numbers_by_text(source: RuleSource, function: RuleFunction) -> dict[str, Number]:
    """Return the numbers by the expressions that read them in a function."""
    known: dict[str, Number] = {
        f"{HYPER}.{name}": Number(name)
        for name, value in source.rule.defaults.items()
        if isinstance(value, float)
    }
    if COUNT in [a.arg for a in function.tree.args.args]:
        known[COUNT] = Number(COUNT)
    for statement, _ in scopes_of(source, function):
        match statement:
            case ast.Assign(targets=[ast.Tuple() as target], value=value):
                known |= _unpacked(source, target, value)
    return known


def _unpacked(source: RuleSource, target: ast.Tuple, value: ast.expr) -> dict[str, Number]:
    """Return the names that the parts of hyper-parameters get."""
    if isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=False)
        return {
            text: number
            for t, v in pairs
            if isinstance(t, ast.Tuple)
            for text, number in _unpacked(source, t, v).items()
        }
    owner, _, hyper = unparse(value).rpartition(".")
    if owner != HYPER or not isinstance(source.rule.defaults.get(hyper), tuple):
        return {}
    return {t.id: Number(hyper, k) for k, t in enumerate(target.elts) if isinstance(t, ast.Name)}


def _with_helpers_inlined(source: RuleSource, statement: ast.stmt) -> ast.stmt:
    value = getattr(statement, "value", None)
    inlined = inline_calls(source, value) if isinstance(value, ast.expr) else None
    if inlined is None or not isinstance(value, ast.expr):
        return statement
    return replace_nodes(statement, {id(value): inlined})


def _is_constant(node: ast.expr) -> bool:
    return all(
        not (isinstance(n, ast.Name) and n.id in (*ARRAYS, COUNT, "s"))
        and not isinstance(n, ast.Call)
        and isinstance(n, ast.BinOp | ast.UnaryOp | ast.Name | ast.Attribute | ast.Constant
                       | ast.operator | ast.unaryop | ast.expr_context)
        for n in ast.walk(node)
    )  # fmt: skip


def _reads_number(node: ast.AST) -> bool:
    """Whether a node is a name or a hyper-parameter, but not the namespace of these."""
    return isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and node.id != HYPER)
