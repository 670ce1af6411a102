"""Optimizers over objects with ``.data`` and ``.grad`` arrays, written like optimcore's."""

from __future__ import annotations

from typing import Any

import optimcore
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import UNSUPPORTED, ObjectDriver

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.assignable import can_assign
from .common.jax_x64 import match_jax_precision
from .common.script_support import LOOKS, ScriptSupport


class ObjectParameter(optimcore.Parameter):
    """A parameter with the attributes that optimizers of small libraries read."""

    requires_grad = True
    device = "cpu"
    name = ""

    def zero_grad(self) -> None:
        """Drop the gradient."""
        self.grad = None


def _parameter_class(target: Target) -> Any:
    """Return the ``Parameter`` of the target's module if it has one, else a simple class."""
    return getattr(target.module, "Parameter", None) or ObjectParameter


def _build(target: Target, names: HyperNames, spec: BuildSpec) -> Driver:
    return ObjectDriver(target.thing, _parameter_class(target), names, spec)


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, ObjectDriver)
    return can_assign(driver.optimizer, theirs)


def _is_optimcore(target: Target) -> bool:
    return isinstance(target.thing, type) and issubclass(target.thing, optimcore.Optimizer)


def _list_unsupported(target: Target) -> dict[str, str]:
    if _is_optimcore(target):
        return UNSUPPORTED
    copied = "a class over .data and .grad objects need not support copies with its parameters"
    return {
        **UNSUPPORTED,
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
        recognizes=_is_optimcore,
        may_accept=lambda target: True,
        can_set=_can_set,
        unsupported=_list_unsupported,
        capabilities_to_probe=lambda target: frozenset(
            {
                "float32",
                "scalar",
                "empty",
                "strided",
                "zero_grad",
                "resume",
                "several dtypes",
                "eval mode",
            }
        ),
        context=match_jax_precision,
        script=ScriptSupport("objects.script.py.j2", LOOKS, memory=True),
    )
)
