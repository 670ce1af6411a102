"""A stored value for one that is computed, and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import entry_of
from ..tree import expressions_of, statements_of, unparse


@wider_rewrite("new value of the state")
def new_value_of_state(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The formula of the next value of an entry of the state, in place of the stored value."""
    stored = {
        ast.literal_eval(key): value
        for node in ast.walk(function.tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.BinOp)
    }
    for statement in statements_of(function.tree.body):
        for node in expressions_of(statement):
            entry = entry_of(node)
            if entry in stored and not _inside(node, stored[entry]):
                yield replace_in_function(function.tree, {id(node): stored[entry]})


@wider_rewrite("result of an average")
def result_of_average(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """An average of an entry in place of the entry, or of what is averaged, elsewhere."""
    statements = list(statements_of(function.tree.body))
    for k, statement in enumerate(statements):
        for whole in expressions_of(statement):
            averaged = _averaged(whole)
            for other in (*statements[k + 1 :], *statements[:k], statement) if averaged else ():
                for node in expressions_of(other):
                    if unparse(node) in averaged and not _inside(node, whole):
                        yield replace_in_function(function.tree, {id(node): whole})


def _averaged(node: ast.expr) -> tuple[str, ...]:
    """Return the entry of the state and the value that are averaged, if it is an average.

    There may be an average only where the entry exists.
    """
    match node:
        case ast.Call(func=ast.Name("average"), args=[old, new, _]) if entry_of(old):
            return unparse(old), unparse(new)
        case ast.IfExp(body=average, test=ast.Compare(ops=[ast.In()])):
            return _averaged(average)
    return ()


def _inside(node: ast.AST, tree: ast.AST) -> bool:
    return any(one is node for one in ast.walk(tree))
