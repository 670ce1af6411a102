"""Optimizers over torch tensors: subclasses of ``torch.optim.Optimizer``, and factories."""

from __future__ import annotations

import inspect
import sys
from types import FunctionType

from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.torch_driver import TorchDriver, is_torch_installed

from ..targets.resolve import Target
from .common.adapter import Adapter, first_parameter_named, register
from .common.group_contract import examine_groups
from .common.script_support import LOOKS, ScriptSupport
from .common.torch_choice import explain_choice, run_chosen
from .common.torch_graphs import allow_graphs


def _build(target: Target, names: HyperNames, spec: BuildSpec) -> Driver:
    return TorchDriver(target.thing, names, spec)


# Names of a first argument that takes more than a list of tensors.
NAMED = {"named_parameters", "named_params"}
MODEL = {"model", "module", "net", "network"}


def _recognizes(target: Target) -> bool:
    return _is_derived(target) and not first_parameter_named(target, NAMED | MODEL)


def _is_derived(target: Target) -> bool:
    torch = sys.modules.get("torch")
    kind = target.thing
    return bool(torch and isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer))


# The base class copies state only: attributes of a subclass are lost in a copy. The constructor of
# a subclass may make groups of its own, so that it takes none.
UNDOCUMENTED = frozenset(
    {
        "closure", "float16", "bfloat16", "complex", "sparse", "tensor lr", "several dtypes",
        "pickle", "deepcopy", "groups", "loss scaling", "eval mode",
    }
)  # fmt: skip


def _capabilities_to_probe(target: Target) -> frozenset[str]:
    """The capabilities that torch's base class does not guarantee, or none if it is not used."""
    if _is_derived(target):
        return UNDOCUMENTED
    return UNDOCUMENTED | {"zero_grad", "resume", "add group", "group entries"}


def _list_unsupported(target: Target) -> dict[str, str]:
    mixed = {"mixed": "torch rejects gradients whose dtype differs from the parameter's"}
    if not _has_complex_branch(target):
        mixed["complex branch"] = "its source has no branch for complex numbers"
    if _is_derived(target):
        return mixed | REFERENCES | _unsupported_hooks(target) | _inherited(target)
    reason = f"the target {NOT_DERIVED}, which provides this"
    return mixed | dict.fromkeys(("file", "scheduler", "hooks"), reason)


NOT_DERIVED = "does not derive from torch.optim.Optimizer"

# The methods of torch's base class that users call between steps. A class with all of them is used
# as one that derives from it, and copied as one.
INTERFACE = ("step", "zero_grad", "state_dict", "load_state_dict", "add_param_group")


def _list_shown(target: Target) -> dict[str, str]:
    if _is_derived(target) or all(hasattr(target.thing, name) for name in INTERFACE):
        return {}
    reason = f"a target that {NOT_DERIVED} need not support copies with its parameters"
    return {"deepcopy": reason, "pickle": reason}


def _examine(driver: Driver, names: HyperNames) -> dict[str, str]:
    from torch.optim import Optimizer

    assert isinstance(driver, TorchDriver)
    if isinstance(driver.optimizer, Optimizer):
        return {}
    return examine_groups(driver.optimizer, names)


REFERENCES = {
    "own saved state": "torch documents that a saved state contains references to the state, so "
    "that steps change a checkpoint that is kept in memory"
}

# What torch's base class does, which is no finding about a class that inherits it: the methods that
# do it, and the sentence for the report.
INHERITED = {
    "own checkpoints": (
        ("state_dict", "load_state_dict"),
        "torch's base class, which does this here, shares the arrays of a checkpoint with the "
        "optimizer, so that steps change a checkpoint that is kept in memory",
    ),
    "own duplicates": (
        ("add_param_group",),
        "torch's base class, which does this here, warns about a parameter that is given twice and "
        "steps it twice",
    ),
}


def _inherited(target: Target) -> dict[str, str]:
    """Exclude what torch's base class does for the target."""
    from torch.optim import Optimizer

    return {
        capability: reason
        for capability, (methods, reason) in INHERITED.items()
        if all(getattr(target.thing, name) is getattr(Optimizer, name) for name in methods)
    }


def _has_complex_branch(target: Target) -> bool:
    """Whether the source of the target, or of a class that it derives from, asks for complex."""
    kinds = target.thing.__mro__ if isinstance(target.thing, type) else (target.thing,)
    return any(
        word in source for kind in kinds for source in [_read_source(kind)] for word in COMPLEX
    )


def _read_source(thing: object) -> str:
    if getattr(thing, "__qualname__", "") == "Optimizer":
        return ""  # torch's base class treats complex state, whatever the rule
    try:
        return inspect.getsource(thing)  # type: ignore[arg-type]
    except (OSError, TypeError):
        return ""


# Functions by which torch's optimizers tell complex parameters from real ones.
COMPLEX = ("is_complex", "view_as_real")


def _unsupported_hooks(target: Target) -> dict[str, str]:
    """Exclude hooks for a step that calls the step of a parent class.

    torch wraps the step of a class when the class is first built. Whether the parent's step is
    wrapped too depends on whether a parent was built in this process.
    """
    from torch.optim import Optimizer

    kinds = [k for k in target.thing.__mro__ if issubclass(k, Optimizer) and k is not Optimizer]
    own = [k for k in kinds if "step" in vars(k)]
    reason = "torch calls hooks again for each parent class whose step is called"
    return {"hooks": reason} if len(own) > 1 and _calls_parent_step(own[0], own[1:]) else {}


def _calls_parent_step(kind: type, parents: list[type]) -> bool:
    """Whether the code of a class calls the step of a parent."""
    methods = map(inspect.unwrap, filter(callable, vars(kind).values()))
    return any(
        _method_calls_parent_step(method, parents)
        for method in methods
        if inspect.isfunction(method)
    )


def _method_calls_parent_step(method: FunctionType, parents: list[type]) -> bool:
    names = {*method.__code__.co_names}
    known = {"super", *(parent.__name__ for parent in parents)}
    known |= {n for n, x in method.__globals__.items() if any(x is parent for parent in parents)}
    return "step" in names and bool(names & known)


def _can_set(driver: Driver, theirs: str) -> bool:
    assert isinstance(driver, TorchDriver)
    return driver.has_hyper(theirs)


TORCH = register(
    Adapter(
        "torch",
        "optimizers over torch tensors (needs torch)",
        _build,
        recognizes=_recognizes,
        may_accept=lambda target: is_torch_installed(),
        # First for a target that uses torch, else last.
        rank=lambda target: -1 if target.uses("torch") else 1_000,
        context=allow_graphs,
        choose=run_chosen,
        assumptions=explain_choice,
        can_set=_can_set,
        unsupported=_list_unsupported,
        capabilities_to_probe=_capabilities_to_probe,
        capabilities_to_show=_list_shown,
        examine=_examine,
        has_group_entries=True,
        script=ScriptSupport("torch.script.py.j2", LOOKS, memory=True, requires=("torch",)),
    )
)
