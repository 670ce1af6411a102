"""Optimizers over objects with ``.data`` and ``.grad`` arrays, written like optimcore's."""

from __future__ import annotations

from typing import Any

import optimcore
from properties.names import Names
from properties.objects import ObjectInstance
from properties.workbench import Instance, Plan

from ..target import Target
from .base import Adapter, register


def _parameter_class(target: Target) -> Any:
    """The target's own ``Parameter`` where its module has one, so that it knows its own kind."""
    return getattr(target.module, "Parameter", None) or optimcore.Parameter


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    return ObjectInstance(target.thing, _parameter_class(target), names, plan)


def _settable(instance: Instance, theirs: str) -> bool:
    assert isinstance(instance, ObjectInstance)
    return hasattr(instance.optimizer, theirs)


OBJECTS = register(
    Adapter(
        "objects",
        "optimizers over objects with .data and .grad NumPy arrays",
        _build,
        claims=lambda target: (
            isinstance(target.thing, type) and issubclass(target.thing, optimcore.Optimizer)
        ),
        suits=lambda target: True,
        settable=_settable,
        lacks={
            "groups": "such optimizers have one set of hyper-parameters",
            "closure": "such optimizers take no closure",
            "restores hyper": "their saved state need not hold hyper-parameters",
        },
        probed=lambda target: frozenset(
            {"float32", "scalar", "empty", "strided", "zero_grad", "resume"}
        ),
    )
)
