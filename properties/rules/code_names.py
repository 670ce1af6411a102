"""The names that the code of a function uses."""

from __future__ import annotations

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
        for name in names_in(current.__code__):
            used = current.__globals__.get(name)
            if isinstance(used, FunctionType) and _is_of(used, package):
                waiting.append(used)


def _is_of(function: FunctionType, package: str) -> bool:
    return function.__module__ == package or function.__module__.partition(".")[0] == package
