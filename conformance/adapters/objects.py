"""Optimizers over objects with ``.data`` and ``.grad`` arrays, written like optimcore's."""

from __future__ import annotations

from typing import Any

import optimcore
from properties.subjects.driver import Instance, Plan
from properties.subjects.hyper_names import Names
from properties.subjects.object_driver import LACKS, ObjectInstance

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.jax_x64 import precise
from .common.script_support import CLEARS, ScriptSupport


def _parameter_class(target: Target) -> Any:
    """Return the ``Parameter`` of the target's module if it has one, else a simple class."""
    return getattr(target.module, "Parameter", None) or optimcore.Parameter


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    return ObjectInstance(target.thing, _parameter_class(target), names, plan)


def _settable(instance: Instance, theirs: str) -> bool:
    assert isinstance(instance, ObjectInstance)
    return hasattr(instance.optimizer, theirs)


def _is_ours(target: Target) -> bool:
    return isinstance(target.thing, type) and issubclass(target.thing, optimcore.Optimizer)


def _lacks(target: Target) -> dict[str, str]:
    if _is_ours(target):
        return LACKS
    copied = "a class over .data and .grad objects need not support copies with its parameters"
    return {
        **LACKS,
        "restores hyper": "a saved state need not contain hyper-parameters",
        "deepcopy": copied,
        "pickle": copied,
        "file": "a saved state need not be plain data",
    }


OBJECTS = register(
    Adapter(
        "objects",
        "optimizers over objects with .data and .grad NumPy arrays",
        _build,
        claims=_is_ours,
        suits=lambda target: True,
        settable=_settable,
        lacks=_lacks,
        probed=lambda target: frozenset(
            {"float32", "scalar", "empty", "strided", "zero_grad", "resume", "several dtypes"}
        ),
        context=precise,
        script=ScriptSupport("objects", CLEARS, memory=True),
    )
)
