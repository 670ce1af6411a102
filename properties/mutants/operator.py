"""The registries of operators: of those for one expression and those for a whole function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ..registration.registry import Registry
from .rule_source import RuleFunction, RuleSource
from .scope import Scope

# An operator yields what an expression can be replaced by.
Operator: TypeAlias = Callable[[ast.expr, Scope], Iterator[ast.expr]]

# A rewrite yields changed copies of a function.
Rewrite: TypeAlias = Callable[[RuleSource, RuleFunction], Iterator[ast.FunctionDef]]

operators: Registry[Operator] = Registry()
rewrites: Registry[Rewrite] = Registry()

# Those that only the diagnosis uses.
wider_operators: Registry[Operator] = Registry()
wider_rewrites: Registry[Rewrite] = Registry()

# Those with a number that is solved for, by the diagnosis too.
fitted_operators: Registry[Operator] = Registry()
fitted_rewrites: Registry[Rewrite] = Registry()


def operator(name: str) -> Callable[[Operator], Operator]:
    """Return a decorator that registers an operator under a name."""

    def register(function: Operator) -> Operator:
        return operators.add(name, function)

    return register


def rewrite(name: str) -> Callable[[Rewrite], Rewrite]:
    """Return a decorator that registers a rewrite under a name."""

    def register(function: Rewrite) -> Rewrite:
        return rewrites.add(name, function)

    return register


def wider_operator(name: str) -> Callable[[Operator], Operator]:
    """Return a decorator that registers an operator for the diagnosis under a name."""
    return lambda function: wider_operators.add(name, function)


def wider_rewrite(name: str) -> Callable[[Rewrite], Rewrite]:
    """Return a decorator that registers a rewrite for the diagnosis under a name."""
    return lambda function: wider_rewrites.add(name, function)


def fitted_operator(name: str) -> Callable[[Operator], Operator]:
    """Return a decorator that registers an operator with an unknown number under a name."""
    return lambda function: fitted_operators.add(name, function)


def fitted_rewrite(name: str) -> Callable[[Rewrite], Rewrite]:
    """Return a decorator that registers a rewrite with an unknown number under a name."""
    return lambda function: fitted_rewrites.add(name, function)
