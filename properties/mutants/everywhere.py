"""Changes of one name at all its places, and of the order of statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, permutations

from .rule_source import RuleFunction, RuleSource
from .scope import COUNT, HYPER, STATE, scopes_of
from .tree import binary, expressions_of, number, replace_nodes, simplify, statements_of

# A changed function, and the name of the change.
Change = tuple[str, ast.FunctionDef]


def changed_names(source: RuleSource, function: RuleFunction) -> Iterator[Change]:
    """Yield the function with one name for another at all places."""
    yield from _counts(function)
    yield from _exchanged_numbers(function)
    yield from _exchanged_entries(function, source)
    yield from _order(function)
    yield from _without_statement(function)
    yield from _update(function)
    yield from _renamed_in_statement(function, source)


def _loads(function: RuleFunction, text: str) -> list[ast.expr]:
    return [
        node
        for node in ast.walk(function.tree)
        if isinstance(node, ast.expr)
        and isinstance(getattr(node, "ctx", None), ast.Load)
        and ast.unparse(node).replace("'", '"') == text
    ]


def _replace_all(function: RuleFunction, text: str, new: ast.expr) -> ast.FunctionDef:
    changed = replace_nodes(function.tree, {id(n): new for n in _loads(function, text)})
    assert isinstance(changed, ast.FunctionDef)
    return changed


def _counts(function: RuleFunction) -> Iterator[Change]:
    places = [n for n in _loads(function, COUNT)]
    if len(places) > 1:
        count = ast.Name(COUNT, ast.Load())
        for new in (
            binary(count, ast.Sub(), number(1)),
            binary(count, ast.Add(), number(1)),
            number(1),
        ):
            yield "step count everywhere", _replace_all(function, COUNT, new)


def _exchanged_numbers(function: RuleFunction) -> Iterator[Change]:
    """Yield the function with the names of an unpacked hyper-parameter in another order."""
    for statement in statements_of(function.tree.body):
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Tuple):
            continue
        names = statement.targets[0].elts
        if HYPER in ast.unparse(statement.value) and all(isinstance(n, ast.Name) for n in names):
            for order in list(permutations(names))[1:]:
                target = ast.Tuple(list(order), ast.Store())
                new = ast.Assign([target], statement.value)
                yield "order of hyper-parameters", _replaced(function, statement, new)


def _exchanged_entries(function: RuleFunction, source: RuleSource) -> Iterator[Change]:
    """Yield the function with two entries of the state that are read for each other."""
    for one, other in combinations(source.rule.moments, 2):
        places = {
            id(node): ast.Subscript(node.value, ast.Constant(new), ast.Load())
            for old, new in ((one, other), (other, one))
            for node in _loads(function, f'{STATE}["{old}"]')
            if isinstance(node, ast.Subscript)
        }
        if len(places) > 1:
            changed = replace_nodes(function.tree, dict(places))
            assert isinstance(changed, ast.FunctionDef)
            yield "entries exchanged", changed


def _update(function: RuleFunction) -> Iterator[Change]:
    """Yield the function with an update that is not multiplied by the learning rate, or twice."""
    last = function.tree.body[-1]
    rates = [
        node
        for node in ast.walk(last)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == f"{HYPER}.lr"
    ]
    match last:
        case ast.Return(
            value=ast.Tuple(elts=[ast.BinOp(left=left, op=ast.Sub(), right=right), *kept])
        ) if len(rates) == 1:
            without = replace_nodes(right, {id(rates[0]): number(1)})
            assert isinstance(without, ast.expr)
            whole = ast.BinOp(left, ast.Add(), without)
            new = simplify(ast.Return(ast.Tuple([whole, *kept], ast.Load())))
            yield "update without -lr", _replaced(function, last, new)


def _renamed_in_statement(function: RuleFunction, source: RuleSource) -> Iterator[Change]:
    """Yield the function with an array for another at all its places in one statement."""
    for statement, scope in scopes_of(source, function):
        for name in [a for a in scope.arrays if a.isidentifier()]:
            places = [
                node
                for node in expressions_of(statement)
                if isinstance(node, ast.Name) and node.id == name
            ]
            for other in scope.arrays if len(places) > 1 else ():
                if other != name:
                    new = ast.parse(other, mode="eval").body
                    changed = replace_nodes(statement, {id(node): new for node in places})
                    yield "array everywhere", _replaced(function, statement, changed)


def _order(function: RuleFunction) -> Iterator[Change]:
    """Yield the function with a statement at a later place."""
    body = function.tree.body
    first = next(k for k, s in enumerate(body) if not isinstance(s, ast.Expr))
    movable = range(first, len(body) - 1)
    for k in movable:
        for to in range(k + 1, len(body) - 1):
            order = [*body[:k], *body[k + 1 : to + 1], body[k], *body[to + 1 :]]
            yield "order of statements", _with_body(function, order)


def _without_statement(function: RuleFunction) -> Iterator[Change]:
    """Yield the function without a statement that assigns a name again, or without a branch."""
    body = function.tree.body
    for k, statement in enumerate(body[:-1]):
        if isinstance(statement, ast.Assign | ast.If):
            yield "statement left out", _with_body(function, [*body[:k], *body[k + 1 :]])


def _with_body(function: RuleFunction, body: list[ast.stmt]) -> ast.FunctionDef:
    changed = replace_nodes(function.tree, {})
    assert isinstance(changed, ast.FunctionDef)
    changed.body = body
    return changed


def _replaced(function: RuleFunction, old: ast.AST, new: ast.AST) -> ast.FunctionDef:
    changed = replace_nodes(function.tree, {id(old): new})
    assert isinstance(changed, ast.FunctionDef)
    return changed
