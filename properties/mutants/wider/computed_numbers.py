"""The numbers that a function computes, such as products of momentum weights."""

from __future__ import annotations

import ast

from ..assignments import assigned_values
from ..rule_source import RuleFunction
from ..scope import ARRAYS, STATE
from ..tree import statements_of


def computed_numbers(function: RuleFunction) -> tuple[str, ...]:
    """Return the names of numbers, beside those of hyper-parameters, in the order of the text.

    An entry of the state with a first value that is a number is taken for a number.
    """
    arrays, found = set(ARRAYS), []
    for statement in statements_of(function.tree.body):
        for name, value in assigned_values(statement):
            if not is_number(value, arrays):
                arrays.add(name)
            elif not isinstance(value, ast.Attribute):
                found.append(name)
    return tuple(dict.fromkeys(name for name in found if name not in arrays))


def is_number(value: ast.expr, arrays: set[str]) -> bool:
    """Whether no part of an expression is an array."""
    for node in ast.walk(value):
        match node:
            case ast.Name(name) if name in arrays:
                return False
            case ast.Subscript(value=ast.Name(name)) if name == STATE:
                return False
            case ast.Call(
                func=ast.Attribute(value=ast.Name(name), attr="get"), args=[_, first]
            ) if name == STATE and not isinstance(first, ast.Constant):
                return False
    return True
