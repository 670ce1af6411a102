"""Choices between numbers that become choices between the elements of arrays."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from .function_changes import parse_expression, replace_in_function
from .tree import call, statements_of, unparse

# Python's functions of two numbers, and those of NumPy.
OF_ARRAYS = {"max": "np.maximum", "min": "np.minimum"}


def with_elementwise_choices(function: ast.FunctionDef) -> ast.FunctionDef:
    """Return the function with ``np.where`` in place of choices by comparisons with 0."""
    new: dict[int, ast.AST] = {}
    for node in ast.walk(function):
        match node:
            case ast.IfExp(test=test, body=body, orelse=otherwise) if _compares(test):
                new[id(node)] = _where(test, body, otherwise)
            case ast.If(
                test=test, body=[ast.Assign(targets=[ast.Name(name)], value=value)], orelse=[]
            ) if _compares(test):
                chosen = _where(test, value, parse_expression(name))
                new[id(node)] = ast.Assign([ast.Name(name, ast.Store())], chosen)
    return replace_in_function(function, new)


def with_elementwise_extrema(
    function: ast.FunctionDef, is_array: Callable[[ast.AST], bool]
) -> ast.FunctionDef:
    """Return the function with NumPy's maximum and minimum where an argument contains an array."""
    new: dict[int, ast.AST] = {}
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(name), args=[first, second], keywords=[]) if (
                name in OF_ARRAYS and any(map(is_array, ast.walk(node)))
            ):
                new[id(node)] = call(OF_ARRAYS[name], first, second)
    return replace_in_function(function, new)


def without_elementwise_choices(
    old: ast.FunctionDef, gone: Sequence[ast.stmt], come: Sequence[ast.stmt]
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return changed statements without those in which only a choice is of each element.

    Args:
        old: the old version of the function.
        gone: the statements that only the old version has.
        come: those that only the new version has.
    """
    written = with_elementwise_choices(old)
    texts = set(map(unparse, come))
    pairs = zip(old.body, written.body, strict=True)
    written_otherwise = ((was, unparse(new)) for was, new in pairs if unparse(was) != unparse(new))
    same = [(was, text) for was, text in written_otherwise if text in texts]
    inside = {id(s) for was, _ in same for s in statements_of([was])}
    known = {text for _, text in same}
    return [s for s in gone if id(s) not in inside], [s for s in come if unparse(s) not in known]


def _compares(node: ast.expr) -> bool:
    """Whether a condition consists of comparisons with 0."""
    tests = node.values if isinstance(node, ast.BoolOp) else [node]
    return all(isinstance(t, ast.Compare) and ast.unparse(t).endswith("> 0") for t in tests)


def _where(test: ast.expr, body: ast.expr, otherwise: ast.expr) -> ast.expr:
    tests = test.values if isinstance(test, ast.BoolOp) else [test]
    found = body
    for one in reversed(tests):
        found = call("np.where", one, found, otherwise)
    return found
