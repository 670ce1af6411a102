"""Another number in place of a constant, or of a hyper-parameter at one place; another power."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, replace_in_function
from ..operator import fitted_operator, fitted_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import Scope
from ..tree import call, number
from ..unknown_number import unknown


@fitted_operator("number")
def other_number(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another number in place of one that is written out, or of a hyper-parameter."""
    if _is_written_out(node) or ast.unparse(node) in scope.numbers:
        yield unknown()


def _is_written_out(node: ast.expr) -> bool:
    """Whether an expression is a number that is no exponent or count of dimensions."""
    match node:
        case ast.Constant(bool()):
            return False
        case ast.Constant(float() | int() as value):
            return isinstance(value, float) or value > 2
    return False


@fitted_rewrite("constant of the module")
def other_module_constant(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Another number in place of a constant of the module, or of a part of one."""
    for name, value in source.names.items():
        places = loads_of(function.tree, name)
        for new in _with_unknown(value) if places else ():
            yield replace_in_function(function.tree, {id(place): new for place in places})


def _with_unknown(value: object) -> Iterator[ast.expr]:
    match value:
        case bool():
            return
        case int() | float():
            yield unknown()
        case tuple() if all(type(part) in (int, float) for part in value):
            for k in range(len(value)):
                parts = [unknown() if j == k else number(part) for j, part in enumerate(value)]
                yield ast.Tuple(parts, ast.Load())


@fitted_operator("exponent")
def other_exponent(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """Another exponent, or a power in place of a root or of a square."""
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sqrt":
            yield ast.BinOp(inside, ast.Pow(), unknown())
        case ast.BinOp(left=base, op=ast.Pow()):
            yield ast.BinOp(base, ast.Pow(), unknown())
        case ast.BinOp(left=one, op=ast.Mult(), right=two) if ast.dump(one) == ast.dump(two):
            yield ast.BinOp(call("np.abs", one), ast.Pow(), unknown())
