"""Optimizers over objects with ``.data`` and ``.grad`` arrays, written like optimcore's."""

from __future__ import annotations

from typing import Any

import optimcore
from properties.subjects.assignable import can_assign
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.grouped_object_driver import GroupedObjectDriver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import UNSUPPORTED
from properties.subjects.parameter_groups import can_set_entry

from ..targets.resolve import Target
from .common.adapter import Adapter, register
from .common.group_contract import OF_GROUPS, examine_groups, examine_saved
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
    return GroupedObjectDriver(target.thing, _parameter_class(target), names, spec)


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, GroupedObjectDriver)
    return can_set_entry(driver.optimizer, theirs) or can_assign(driver.optimizer, theirs)


def _is_optimcore(target: Target) -> bool:
    return isinstance(target.thing, type) and issubclass(target.thing, optimcore.Optimizer)


def _list_unsupported(target: Target) -> dict[str, str]:
    if _is_optimcore(target):
        return UNSUPPORTED
    return {
        **{name: reason for name, reason in UNSUPPORTED.items() if name not in OF_GROUPS},
        "file": "a saved state need not be plain data",
    }


COPIED = "a class over .data and .grad objects need not support copies with its parameters"


def _list_shown(target: Target) -> dict[str, str]:
    return {} if _is_optimcore(target) else {"deepcopy": COPIED, "pickle": COPIED}


def _examine(driver: Driver, names: HyperNames) -> dict[str, str]:
    assert isinstance(driver, GroupedObjectDriver)
    if isinstance(driver.optimizer, optimcore.Optimizer):
        return {}
    return examine_groups(driver.optimizer, names) | examine_saved(driver, names)


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
                "groups",
                "add group",
                "group entries",
                "deepcopy",
                "pickle",
            }
        ),
        capabilities_to_show=_list_shown,
        examine=_examine,
        context=match_jax_precision,
        script=ScriptSupport("objects.script.py.j2", LOOKS, memory=True),
    )
)
