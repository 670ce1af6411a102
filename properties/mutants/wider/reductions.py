"""A sum for a mean, or over other elements."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import wider_operator
from ..scope import Scope
from ..tree import call, number

OTHER = {"sum": "mean", "mean": "sum"}

# Other reductions with the same arguments.
SWAPPED = {
    "sum": ("mean", "max"), "mean": ("sum", "max", "median"), "max": ("min", "mean"),
    "min": ("max", "mean"), "median": ("mean", "max"), "norm": (),
}  # fmt: skip
METHODS = ("sum", "mean", "max", "min")
AXES = (-1, -2, 0, 1)


@wider_operator("sum or mean")
def sum_or_mean(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A sum for a mean of all elements or the other way round, or either over the last axis."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr=("sum" | "mean") as name), args=given, keywords=[]
        ) if len(given) < 2:
            argument = ast.unparse(given[0] if given else owner)
            for each in (OTHER[name], name):
                along = f"np.{each}({argument}, axis=-1, keepdims=True)"
                yield _parse(f"{along} if theta.ndim > 1 else np.{each}({argument})")
            yield _parse(f"np.{OTHER[name]}({argument})")


@wider_operator("norm of all parameters")
def other_common_norm(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The largest size, or the sum of sizes or of norms, for a norm of several arrays."""
    match node:
        case ast.Call(
            args=[ast.Call(func=ast.Name("sum"), args=[ast.GeneratorExp(elt=each) as values])]
        ) if ast.unparse(node.func) == "np.sqrt":
            vector = _squared(each)
            if vector is not None:
                size = call("np.abs", vector)
                yield call("max", ast.GeneratorExp(call("np.max", size), values.generators))
                yield call("sum", ast.GeneratorExp(call("np.sum", size), values.generators))
                yield call("sum", ast.GeneratorExp(call("np.sqrt", each), values.generators))


def _squared(node: ast.expr) -> ast.expr | None:
    """Return the array whose squares are summed, as in ``np.sum(g * g)``."""
    inside: ast.expr | None = None
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="sum"), args=given, keywords=[]):
            inside = given[0] if given else owner
    match inside:
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(2)):
            return left
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if ast.dump(left) == ast.dump(right):
            return left
    return None


@wider_operator("axes or extremum")
def other_axes(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """A reduction over other axes or over all, or a minimum for a maximum and the like."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=owner, attr=name), args=given, keywords=keywords
        ) if name in SWAPPED:
            if keywords or name in ("max", "min", "median"):
                function = isinstance(owner, ast.Name) and owner.id == "np"
                for other in (n for n in SWAPPED[name] if function or n in METHODS):
                    yield ast.Call(ast.Attribute(owner, other, ast.Load()), given, keywords)
            for k, keyword in enumerate(keywords):
                if keyword.arg == "axis":
                    rest = [*keywords[:k], *keywords[k + 1 :]]
                    yield ast.Call(node.func, given, rest)
                    for axis in AXES:
                        other_axis = ast.keyword("axis", number(axis))
                        yield ast.Call(node.func, given, [other_axis, *rest])


def _parse(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
