"""Optimizers over torch tensors: classes derived from ``torch.optim.Optimizer``, and factories."""

from __future__ import annotations

import inspect
import sys
from types import FunctionType

from properties.names import Names
from properties.torch_bench import TorchInstance, available
from properties.workbench import Instance, Plan

from ..target import Target
from .base import Adapter, asks_for, register


def _build(target: Target, names: Names, plan: Plan) -> Instance:
    return TorchInstance(target.thing, names, plan)


# What a constructor calls its first argument where it takes more than the tensors.
NAMED = {"named_parameters", "named_params"}
MODEL = {"model", "module", "net", "network"}


def _claims(target: Target) -> bool:
    return _is_derived(target) and not asks_for(target, NAMED | MODEL)


def _is_derived(target: Target) -> bool:
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
    if _is_derived(target):
        return UNPROMISED
    return UNPROMISED | {"zero_grad", "resume", "groups"}


def _lacks(target: Target) -> dict[str, str]:
    mixed = {"mixed": "torch itself refuses a gradient of another dtype than its parameter"}
    if _is_derived(target):
        return mixed | _of_steps(target)
    based = ("deepcopy", "pickle", "file", "add group", "scheduler", "hooks")
    reason = "only torch's own base class promises it, and the target is not derived from it"
    return mixed | dict.fromkeys(based, reason)


def _of_steps(target: Target) -> dict[str, str]:
    """What a step does not promise that may go through the step of another class.

    torch wraps each class's step when the class is first built: whether a parent's is wrapped too
    depends on whether a parent has been built in this process.
    """
    from torch.optim import Optimizer

    kinds = [k for k in target.thing.__mro__ if issubclass(k, Optimizer) and k is not Optimizer]
    own = [k for k in kinds if "step" in vars(k)]
    reason = "torch calls hooks again for each further class that a step goes through"
    return {"hooks": reason} if len(own) > 1 and _steps_on(own[0], own[1:]) else {}


def _steps_on(kind: type, parents: list[type]) -> bool:
    """Whether a method of a class goes on to the step of a parent, as far as its code shows."""
    methods = map(inspect.unwrap, filter(callable, vars(kind).values()))
    return any(_goes_on(method, parents) for method in methods if inspect.isfunction(method))


def _goes_on(method: FunctionType, parents: list[type]) -> bool:
    names = {*method.__code__.co_names}
    known = {"super", *(parent.__name__ for parent in parents)}
    known |= {n for n, x in method.__globals__.items() if any(x is parent for parent in parents)}
    return "step" in names and bool(names & known)


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
