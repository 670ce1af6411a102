"""The arguments of a constructor."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Signature:
    """The arguments of a constructor or factory function, without ``*args``.

    Attributes:
        arguments: The arguments by name; none if the signature is unknown.
        first: The name of the first argument, if it may be passed by position.
    """

    arguments: Mapping[str, Parameter]
    first: str | None = None

    @property
    def defaults(self) -> dict[str, Any]:
        """The arguments that have a default, with their defaults."""
        return {n: a.default for n, a in self.arguments.items() if a.default is not a.empty}

    def after_parameters(self) -> Mapping[str, Parameter]:
        """Return the arguments after the first, which is the list of parameters to optimize."""
        return {n: a for n, a in self.arguments.items() if n != self.first}


def inspect_constructor(thing: Any) -> Signature:
    """Read the arguments of a class, a factory function or a program."""
    try:
        parameters = list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):
        return Signature({})
    first = parameters[0].name if parameters and parameters[0].kind in POSITIONAL else None
    return Signature({p.name: p for p in parameters if p.kind is not p.VAR_POSITIONAL}, first)
