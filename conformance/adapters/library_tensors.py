"""Optimizers over objects of the tensor or parameter class of their own package."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from properties.scenarios.model import Floats
from properties.subjects.driver import BuildSpec
from properties.subjects.grouped_object_driver import GroupedObjectDriver
from properties.subjects.hyper_names import HyperNames

from ..records.calls import Calls
from ..targets.dataclass_config import config_argument
from ..targets.resolve import Target, place_of
from .common.adapter import Adapter, register, reject_all
from .common.script_support import LOOKS, ScriptSupport
from .common.tensor_class import TensorClass, find_tensor_class
from .objects import OBJECTS


class LibraryTensorDriver(GroupedObjectDriver):
    """An optimizer whose parameters are objects of its package's own class."""

    def __init__(self, target: Target, names: HyperNames, spec: BuildSpec) -> None:
        found = find_tensor_class(target)
        if found is None:
            raise LookupError("its package has no Tensor or Parameter with .data and .grad")
        self.tensors: TensorClass = found
        super().__init__(target.thing, found.parameter, names, spec)

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        super().set_gradients([self.tensors.gradient(g) for g in gradients])

    def gradients(self) -> list[Floats | None]:
        return [_read_gradient(p) for p in self.params]


def _read_gradient(parameter: Any) -> Floats | None:
    if parameter.grad is None:
        return None
    wrapped = not isinstance(parameter.grad, np.ndarray) and hasattr(parameter.grad, "grad")
    values = np.asarray(parameter.grad.data if wrapped else parameter.grad)
    # Some libraries clear a gradient to the number 0.
    return values if values.shape else np.full(np.shape(parameter.data), values)


def _may_accept(target: Target) -> bool:
    found = find_tensor_class(target)
    if found is None or target.parameter is not None:
        return found is not None
    plain = found.kind is getattr(target.module, "Parameter", None) and not found.wraps_gradients
    return not plain  # those are objects of the adapter "objects"


def _list_to_probe(target: Target) -> frozenset[str]:
    found = find_tensor_class(target)
    needed = {"no gradient"} if found is not None and found.starts_with_gradient else set()
    return OBJECTS.capabilities_to_probe(target) | needed


def _describe_calls(target: Target) -> Calls:
    found = find_tensor_class(target)
    if found is None:
        return Calls()
    return Calls(
        config_argument=config_argument(target.thing),
        parameter_class=f"{_place(found.kind, target)}:{found.kind.__qualname__}",
        parameter_arguments=found.accepted,
        wraps_gradients=found.wraps_gradients,
    )


def _place(kind: type, target: Target) -> str:
    """Return the module or file of a class, or "" if it is that of the target."""
    module = sys.modules[kind.__module__]
    return "" if module is target.module else place_of(module)


LIBRARY_TENSORS = register(
    Adapter(
        "library-tensors",
        "optimizers over the Tensor or Parameter class of their own package",
        LibraryTensorDriver,
        recognizes=reject_all,
        may_accept=_may_accept,
        rank=lambda target: -1,
        uses_parameter_class=True,
        can_set=OBJECTS.can_set,
        unsupported=OBJECTS.unsupported,
        capabilities_to_probe=_list_to_probe,
        capabilities_to_show=OBJECTS.capabilities_to_show,
        examine=OBJECTS.examine,
        assumptions=lambda target, names: _describe(target, find_tensor_class(target)),
        script=ScriptSupport(
            "library_tensors.script.py.j2", LOOKS, describe_calls=_describe_calls, memory=True
        ),
    )
)


def _describe(target: Target, found: TensorClass | None) -> list[str]:
    if found is None:
        return []
    kind = f"{found.kind.__module__}.{found.kind.__qualname__}"
    gradients = "gradients too" if found.wraps_gradients else "gradients are arrays"
    return [f"the parameters of {target.attribute} are objects of {kind}; {gradients}"]
