"""The arguments of a constructor."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import Parameter
from typing import Any

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Signature:
    """The arguments of a constructor, factory function or program.

    Attributes:
        names: The names of all arguments, in order.
        arguments: The arguments without ``*args``, by name.
        first: The first argument, if it may be passed by position.
        defaults: The arguments that have a default, with their defaults.
    """

    names: tuple[str, ...] = ()
    arguments: Mapping[str, Parameter] = field(default_factory=dict)
    first: str | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)


def read_signature(thing: Any) -> Signature:
    """Read the arguments of a target; there are none if its signature is unknown."""
    try:
        parameters = list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):
        return Signature()
    arguments = {p.name: p for p in parameters if p.kind is not p.VAR_POSITIONAL}
    return Signature(
        tuple(p.name for p in parameters),
        arguments,
        next((p.name for p in parameters[:1] if p.kind in POSITIONAL), None),
        {name: p.default for name, p in arguments.items() if p.default is not p.empty},
    )
