"""The unknown number of a change, and the change with a value for it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from ..rules.registry import Rule
from ..scenarios.model import Scenario
from ..subjects.trajectory import Outcome
from .function_changes import loads_of, replace_in_function
from .mutant import Mutant
from .tree import binary, number
from .variant import MutantSubject

# The name that stands for the number.
NAME = "unknown"


def unknown() -> ast.expr:
    """Return the expression for the unknown number."""
    return ast.Name(NAME, ast.Load())


def with_value(mutant: Mutant, value: float) -> Mutant:
    """Return the mutant with a value in place of the unknown number."""
    exact = int(value) if value == int(value) and abs(value) < 2**53 else value
    places = loads_of(mutant.changed, NAME)
    new: dict[int, ast.AST] = {id(place): number(exact) for place in places}
    if exact < 0 and len(places) == 1:
        new = _with_sign_outside(mutant.changed, exact) or new
    changed = replace_in_function(mutant.changed, new)
    return replace(mutant, changed=changed, texts=tuple(mutant.function.texts_of(changed)))


def _with_sign_outside(function: ast.FunctionDef, value: float) -> dict[int, ast.AST]:
    """Return what replaces a term with a negative factor: the other operation with its size."""
    for node in ast.walk(function):
        match node:
            case ast.BinOp(
                left=rest, op=ast.Add() | ast.Sub() as sign,
                right=ast.BinOp(left=ast.Name(id=name), op=ast.Mult(), right=term),
            ) if name == NAME:  # fmt: skip
                other = ast.Sub() if isinstance(sign, ast.Add) else ast.Add()
                size = term if value == -1 else binary(number(-value), ast.Mult(), term)
                return {id(node): binary(rest, other, size)}
    return {}


def runner(rule: Rule, mutant: Mutant) -> Callable[[float, Scenario], Outcome]:
    """Return a function that runs the mutant with a value, without building it anew for each."""
    subject = MutantSubject(rule, mutant)
    names = subject.kind.update.__globals__  # type: ignore[attr-defined]

    def run(value: float, scenario: Scenario) -> Outcome:
        names[NAME] = value
        return subject.run(scenario)

    return run
