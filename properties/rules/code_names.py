"""The names that the code of a function uses."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType


def names_in(code: CodeType) -> Iterator[str]:
    """Yield the global names and attributes that code uses, also in its comprehensions."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def reachable_functions(function: FunctionType, package: str) -> Iterator[FunctionType]:
    """Yield a function and those of modules of a package that it calls, each name once.

    Args:
        function: the function.
        package: the name of a module, or the first part of the names of several.
    """
    seen: set[str] = set()
    waiting = [function]
    while waiting:
        current = waiting.pop(0)
        if current.__name__ in seen:
            continue
        seen.add(current.__name__)
        yield current
        names = list(names_in(current.__code__))
        for name in names:
            for used in _functions_of(current.__globals__.get(name), names):
                if _is_of(used, package):
                    waiting.append(used)


def _functions_of(thing: object, names: list[str]) -> Iterator[FunctionType]:
    """Yield a function, or the static methods with these names of a class."""
    if isinstance(thing, FunctionType):
        yield thing
    elif isinstance(thing, type):
        for name in names:
            method = inspect.getattr_static(thing, name, None)
            if isinstance(method, staticmethod) and isinstance(method.__func__, FunctionType):
                yield method.__func__


def _is_of(function: FunctionType, package: str) -> bool:
    return function.__module__ == package or function.__module__.partition(".")[0] == package
