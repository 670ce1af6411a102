"""An update together with the helper whose result it returns, as one function."""

from __future__ import annotations

import ast
from dataclasses import replace

from .function_changes import is_docstring, with_body
from .rule_source import RuleFunction, RuleSource


def inline_tail_helper(source: RuleSource, function: RuleFunction) -> RuleFunction | None:
    """Return the function with the body of the helper in place of its call at the end.

    None if the last statement is no such call. The helper must be of the same file, whose names it
    uses, and have arguments of the same names.
    """
    *body, last = function.tree.body
    match last:
        case ast.Return(value=ast.Call(func=ast.Name(name), args=given, keywords=[])):
            helper = source.find(name)
        case _:
            return None
    if helper is None or helper.where != function.where:
        return None
    if [ast.unparse(value) for value in given] != [a.arg for a in helper.tree.args.args]:
        return None
    inside = [s for s in helper.tree.body if not is_docstring(s)]
    return replace(function, tree=with_body(function.tree, [*body, *inside]))
