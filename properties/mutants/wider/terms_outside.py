"""A term of the gradient, such as weight decay, that a later factor does not multiply."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import scopes_of
from ..tree import binary, expressions_of, number, statements_of


@wider_rewrite("term outside of a factor")
def term_outside_of_factor(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A factor of the gradient that applies to it as it was before a term was added.

    The term is what the statement ``g = g + term`` adds, such as weight decay before dampening.
    """
    body = function.tree.body
    for k, statement in enumerate(body):
        for inside in statements_of([statement]):
            match inside:
                case ast.Assign(
                    targets=[ast.Name("g")],
                    value=ast.BinOp(left=ast.Name("g"), op=ast.Add(), right=term),
                ):
                    yield from _applied_before(source, function, k, term)


def _applied_before(
    source: RuleSource, function: RuleFunction, k: int, term: ast.expr
) -> Iterator[ast.FunctionDef]:
    own = {id(s) for s in statements_of(function.tree.body[: k + 1])}
    for later, scope in scopes_of(source, function):
        for node in expressions_of(later) if id(later) not in own else ():
            match node:
                case ast.BinOp(left=factor, op=ast.Mult(), right=ast.Name("g")) if (
                    not scope.is_array(factor)
                ):
                    rest = _complement(factor)
                    whole = binary(node, ast.Add(), binary(rest, ast.Mult(), term))
                    yield replace_in_function(function.tree, {id(node): whole})
                case ast.Call(func=ast.Name("average"), args=[old, ast.Name("g"), beta]):
                    # beta * old + (1 - beta) * (g - term) + term
                    text = f"average({ast.unparse(old)}, g, {ast.unparse(beta)})"
                    added = f"{ast.unparse(beta)} * ({ast.unparse(term)})"
                    new = parse_expression(f"{text} + {added}")
                    if loads_of(term, "g") == []:
                        yield replace_in_function(function.tree, {id(node): new})


def _complement(factor: ast.expr) -> ast.expr:
    match factor:
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=rest):
            return rest
    return binary(number(1), ast.Sub(), factor)
