"""An average of raw values that is transformed where it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..assignments import assigned_values
from ..function_changes import loads_of, replace_in_function, target_name
from ..operator import wider_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..tree import replace_nodes
from .bodies import uses_of


@wider_rewrite("transformed after the average")
def transformed_later(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """The average of raw values, normalized or clipped at its use as they are before."""
    body = function.tree.body
    formulas: dict[str, ast.expr] = {}
    for k, statement in enumerate(body):
        name = target_name(statement)
        match getattr(statement, "value", None):
            case ast.Call(func=ast.Name("average"), args=[_, new, _]) if name is not None:
                for raw, used in _transformations(new, formulas, name):
                    uses = {id(p): used for later in body[k + 1 :] for p in uses_of(later, name)}
                    yield replace_in_function(function.tree, {id(new): raw, **uses})
        formulas.update((n, _insert(v, formulas)) for n, v in assigned_values(statement))


def _transformations(
    new: ast.expr, formulas: Mapping[str, ast.expr], name: str
) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield a raw value of which another one is made, and what is made of a name likewise."""
    for whole, raw in ((_insert(new, formulas), "g"), *((new, known) for known in formulas)):
        places = loads_of(whole, raw)
        if len(places) == 1 and whole is not places[0] and not _is_power(whole):
            used = replace_nodes(whole, {id(places[0]): ast.Name(name, ast.Load())})
            yield ast.Name(raw, ast.Load()), used


def _insert(value: ast.expr, formulas: Mapping[str, ast.expr]) -> ast.expr:
    """Return an expression with formulas in place of names; the gradient keeps its name."""
    names = (n for n in ast.walk(value) if isinstance(n, ast.Name) and n.id != "g")
    return replace_nodes(value, {id(n): formulas[n.id] for n in names if n.id in formulas})


def _is_power(value: ast.expr) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Pow)
