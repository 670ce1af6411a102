"""Optimizers over torch tensors: classes derived from ``torch.optim.Optimizer``, and factories."""

from __future__ import annotations

import sys

from properties.names import Names
from properties.torch_bench import TorchInstance, available
from properties.workbench import Instance, Plan

from ..target import Target
from .base import Adapter, register


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    return TorchInstance(target.thing, names, plan)


def _claims(target: Target) -> bool:
    torch = sys.modules.get("torch")
    kind = target.thing
    return bool(torch and isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer))


# A class that keeps attributes beside its state is copied without them: so does the base class.
UNPROMISED = frozenset(
    {
        "closure", "float16", "bfloat16", "complex", "sparse", "tensor lr", "several dtypes",
        "pickle", "deepcopy",
    }
)  # fmt: skip


def _probed(target: Target) -> frozenset[str]:
    """What torch's base class does not promise, or nobody where there is no base class."""
    if _claims(target):
        return UNPROMISED
    return UNPROMISED | {"zero_grad", "resume", "groups"}


def _lacks(target: Target) -> dict[str, str]:
    mixed = {"mixed": "torch itself refuses a gradient of another dtype than its parameter"}
    if _claims(target):
        return mixed
    based = ("deepcopy", "pickle", "file", "add group", "scheduler", "hooks")
    reason = "only torch's own base class promises it, and the target is not derived from it"
    return mixed | dict.fromkeys(based, reason)


def _settable(instance: Instance, theirs: str) -> bool:
    assert isinstance(instance, TorchInstance)
    return instance.has(theirs)


TORCH = register(
    Adapter(
        "torch",
        "optimizers over torch tensors (needs torch)",
        _build,
        claims=_claims,
        suits=lambda target: available(),
        settable=_settable,
        lacks=_lacks,
        probed=_probed,
        entries=True,
    )
)
