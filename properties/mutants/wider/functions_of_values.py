"""A function of an array in place of the array in all that follows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..value_changes import functions_of_values
from .functions_put_in import FORMS


@wider_rewrite("function of a value")
def function_of_value(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """An array that is bounded, normalized, or replaced by its sign, size, square or root."""
    others = ("np.sign({x})", "np.abs({x})", "{x} * {x}", "np.sqrt(np.abs({x}))")
    yield from functions_of_values(source, function, (*FORMS, *others))
