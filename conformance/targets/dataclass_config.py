"""Support constructors that take their hyper-parameters in one dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from inspect import Parameter, Signature
from typing import Any

# Attribute of a flattened constructor: the name of the argument that is a dataclass.
CONFIG_ARGUMENT = "__conformance_config_argument__"


def config_argument(thing: Any) -> str:
    """Return the name of the argument that was flattened; empty if there is none."""
    return str(getattr(thing, CONFIG_ARGUMENT, ""))


def flatten_dataclass_config(thing: Any) -> Any:
    """Expose the fields of a constructor's dataclass as keyword arguments.

    This applies to constructors with the parameters to optimize and one more argument, whose
    default is an instance of a dataclass. Other objects are returned unchanged.
    """
    taken = _find_config_parameter(thing)
    return thing if taken is None else _function_of_fields(thing, taken)


def _find_config_parameter(thing: Any) -> Parameter | None:
    if not inspect.isclass(thing):
        return None
    try:
        _params, *others = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return None
    if len(others) != 1 or inspect.isclass(others[0].default):
        return None
    return others[0] if is_dataclass(others[0].default) else None


def _function_of_fields(kind: type, taken: Parameter) -> Callable[..., Any]:
    default = taken.default

    def make(params: Any, **given: Any) -> Any:
        return kind(params, **{taken.name: replace(default, **given)})

    first = Parameter("params", Parameter.POSITIONAL_ONLY)
    own = [
        Parameter(f.name, Parameter.KEYWORD_ONLY, default=getattr(default, f.name))
        for f in fields(default)
    ]
    make.__signature__ = Signature([first, *own])  # type: ignore[attr-defined]
    setattr(make, CONFIG_ARGUMENT, taken.name)
    make.__name__, make.__module__ = kind.__name__, kind.__module__
    make.__wrapped__ = kind  # type: ignore[attr-defined]
    return make
