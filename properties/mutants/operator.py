"""The registry of operators."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ..registration.registry import Registry
from .scope import Scope

# An operator yields what an expression can be replaced by.
Operator: TypeAlias = Callable[[ast.expr, Scope], Iterator[ast.expr]]

registry: Registry[Operator] = Registry()


def operator(name: str) -> Callable[[Operator], Operator]:
    """Return a decorator that registers an operator under a name."""

    def register(function: Operator) -> Operator:
        registry.add(name, function)
        return function

    return register
