"""The first step as later ones, and changes of a formula that stands in both branches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeVar

from ..assignments import assigned_values
from ..function_changes import replace_in_function
from ..operator import operators, wider_operators, wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, STATE, scopes_of
from ..tree import expressions_of, replace_node, statements_of, unparse
from .sums import add_terms, terms_of

Part = TypeVar("Part")

FIRST = (f"{COUNT} == 1", f"{COUNT} <= 1", f"{COUNT} < 2")
LATER = (f"{COUNT} != 1", f"{COUNT} > 1", f"{COUNT} >= 2")


@wider_rewrite("first step as later ones")
def first_as_later(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The formula of later steps at the first one, with zeros for the state."""
    for old, later in _first_and_later(function.tree):
        yield replace_in_function(function.tree, {id(old): _from_zeros(later)})


@wider_rewrite("both branches")
def same_in_both_branches(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The change of an operator in both branches, where they have one formula."""
    scopes = {id(e): scope for s, scope in scopes_of(source, function) for e in expressions_of(s)}
    known = {**operators.items(), **wider_operators.items()}
    for first, later in _first_and_later(function.tree):
        if unparse(first) != unparse(_at_first(later)):
            continue
        for node in ast.walk(later):
            scope = scopes.get(id(node))
            for apply in known.values() if scope and isinstance(node, ast.expr) else ():
                for new in apply(node, scope):  # type: ignore[arg-type]
                    whole = replace_node(later, node, new)
                    both = {id(first): _at_first(whole), id(later): whole}
                    yield replace_in_function(function.tree, both)


def _first_and_later(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what a name is at the first step and later, of each name that both branches assign."""
    for node in ast.walk(tree):
        match node:
            case ast.If(test=test, body=body, orelse=orelse) if orelse:
                for one, other in _in_order(test, body, orelse):
                    values = dict(p for s in statements_of(other) for p in assigned_values(s))
                    for name, value in (p for s in statements_of(one) for p in assigned_values(s)):
                        if name in values:
                            yield value, values[name]
            case ast.IfExp(test=test, body=value, orelse=otherwise):
                yield from _in_order(test, value, otherwise)


def _in_order(test: ast.expr, body: Part, orelse: Part) -> Iterator[tuple[Part, Part]]:
    text = unparse(test)
    if text in FIRST or text.endswith(f" not in {STATE}"):
        yield body, orelse
    elif text in LATER or text.endswith(f" in {STATE}"):
        yield orelse, body


class _Zeros(ast.NodeTransformer):
    """Reads an entry of the state that does not exist yet as zero."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if unparse(node.value) != STATE:
            return self.generic_visit(node)
        return ast.parse(f"{STATE}.get({unparse(node.slice)}, 0.0)", mode="eval").body


def _from_zeros(later: ast.expr) -> ast.expr:
    return _Zeros().visit(ast.parse(unparse(later), mode="eval").body)  # type: ignore[no-any-return]


def _at_first(later: ast.expr) -> ast.expr:
    """Return a formula where the state is zero, without terms that are products with it."""
    left = [term for term in terms_of(later) if not _is_product_with_state(term)]
    return _from_zeros(add_terms(left)) if left else _from_zeros(later)


def _is_product_with_state(node: ast.expr) -> bool:
    match node:
        case ast.Subscript(value=value):
            return unparse(value) == STATE
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _is_product_with_state(left) or _is_product_with_state(right)
    return False
