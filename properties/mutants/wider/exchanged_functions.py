"""A function before an operation in place of one after it, such as the root of a maximum."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope

# Functions of each element, which can come before or after another operation.
OF_ELEMENTS = frozenset({"np.sqrt", "np.abs", "np.sign", "np.square"})


@wider_operator("function after an operation")
def function_after(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The function of an operation's result in place of the operation on the function's result."""
    operands = _operands_of(node)
    for k, operand in enumerate(operands):
        inside = _argument_of(operand)
        if inside is not None:
            operation = _with_operands(node, [*operands[:k], inside, *operands[k + 1 :]])
            yield _with_argument(operand, operation)


@wider_operator("function before an operation")
def function_before(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The operation on a function's results in place of the function of the operation's result."""
    operation = _argument_of(node)
    if operation is None:
        return
    operands = _operands_of(operation)
    applied = [_with_argument(node, operand) for operand in operands]
    for k in range(len(operands)):
        yield _with_operands(operation, [*operands[:k], applied[k], *operands[k + 1 :]])
    if len(operands) > 1:
        yield _with_operands(operation, applied)


def _argument_of(node: ast.expr) -> ast.expr | None:
    """Return what a function of each element, or a power with a number, is applied to."""
    match node:
        case ast.Call(args=[inside]) if ast.unparse(node.func) in OF_ELEMENTS:
            return inside
        case ast.BinOp(left=inside, op=ast.Pow(), right=ast.Constant()):
            return inside
    return None


def _with_argument(node: ast.expr, argument: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=function):
            return ast.Call(function, [argument], [])
        case ast.BinOp(op=operation, right=power):
            return ast.BinOp(argument, operation, power)
    raise AssertionError(f"{ast.unparse(node)} is neither a call nor a power")


def _operands_of(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            return [left, right]
        case ast.Call(args=arguments) if ast.unparse(node.func).startswith("np."):
            return arguments
    return []


def _with_operands(node: ast.expr, operands: list[ast.expr]) -> ast.expr:
    match node:
        case ast.BinOp(op=operation):
            return ast.BinOp(operands[0], operation, operands[1])
        case ast.Call(func=function, keywords=keywords):
            return ast.Call(function, operands, keywords)
    raise AssertionError(f"{ast.unparse(node)} is no operation")
