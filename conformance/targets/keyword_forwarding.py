"""Whether a class names an argument that its constructor passes on with ``**kwargs``."""

from __future__ import annotations

import ast
import inspect
from inspect import Parameter
from textwrap import dedent
from typing import Any

NAMELESS = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


def names_argument(thing: Any, name: str) -> bool:
    """Return whether a constructor, or a parent's that it passes ``**kwargs`` on to, has a name.

    A constructor whose source cannot be read is taken not to pass anything on.
    """
    for kind in thing.__mro__ if isinstance(thing, type) else ():
        constructor = vars(kind).get("__init__")
        if constructor is None:
            continue
        try:
            taken = inspect.signature(constructor).parameters
        except (TypeError, ValueError):
            return False
        if name in taken and taken[name].kind not in NAMELESS:
            return True
        rest = [p.name for p in taken.values() if p.kind is p.VAR_KEYWORD]
        if not rest or not _passes_on(constructor, rest[0]):
            return False
    return False


def _passes_on(constructor: Any, rest: str) -> bool:
    """Return whether a constructor calls a parent's with ``**rest``."""
    try:
        tree = ast.parse(dedent(inspect.getsource(constructor)))
    except (OSError, TypeError, SyntaxError):
        return False
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and any(k.arg is None and _is_name(k.value, rest) for k in call.keywords)
        for call in ast.walk(tree)
    )


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
