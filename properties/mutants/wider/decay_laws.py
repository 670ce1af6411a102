"""Another law by which a value decays with the step count, such as a power in place of 1 / t."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import COUNT, Scope
from ..tree import binary, call, number

ONE = number(1)


@wider_operator("law of the decay with the step count")
def other_law(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A power, an exponential or a line in n in place of ``x / (1 + n * d)``, n a step count."""
    match node:
        case ast.BinOp(left=value, op=ast.Div(), right=ast.BinOp(op=ast.Add(), right=growth)):
            parts = _count_and_rate(growth)
            if parts is None or not ast.unparse(node.right).startswith("1 +"):
                return
            count, rate = parts
            less = binary(ONE, ast.Sub(), rate)
            steps = binary(ONE, ast.Add(), count)
            yield binary(value, ast.Mult(), binary(less, ast.Pow(), count))
            yield binary(value, ast.Mult(), binary(rate, ast.Pow(), count))
            yield binary(value, ast.Mult(), call("np.exp", ast.UnaryOp(ast.USub(), growth)))
            yield binary(value, ast.Mult(), binary(ONE, ast.Sub(), growth))
            yield binary(value, ast.Div(), binary(steps, ast.Pow(), rate))
            yield binary(value, ast.Div(), call("np.sqrt", node.right))


def _count_and_rate(growth: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Return the factor with the step count of a product, and the other one."""
    match growth:
        case ast.BinOp(left=one, op=ast.Mult(), right=two):
            if _counts(one) and not _counts(two):
                return one, two
            if _counts(two) and not _counts(one):
                return two, one
    return None


def _counts(node: ast.expr) -> bool:
    return any(isinstance(n, ast.Name) and n.id == COUNT for n in ast.walk(node))
