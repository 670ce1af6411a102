"""Driver for torch's optimizers; needs the extra ``torch``."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from ..scenarios.model import Floats, Scenario
from ..scenarios.model import HyperValue as Value
from .assignable import can_assign
from .driver import BuildSpec, Driver
from .evaluation_mode import look
from .hyper_names import HyperNames
from .parameter_groups import can_set_entry, find_groups, groups_with
from .runner import run_scenario
from .torch_tensors import make_parameter, numbers_of, sparse_rows, tensor_like
from .trajectory import RECORDING_DISABLED, Capabilities, Outcome


def is_torch_available() -> bool:
    """Return whether torch can be imported."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True


def is_torch_installed() -> bool:
    """Return whether torch is installed, without the second that its import takes."""
    try:
        return find_spec("torch") is not None
    except (ImportError, ValueError):
        return False


class TorchDriver:
    """A live torch optimizer with its parameters."""

    def __init__(self, make: Callable[..., Any], names: HyperNames, spec: BuildSpec) -> None:
        self.plan = spec
        self.names = names
        self.params = [
            make_parameter(a, start, dtype, bool(names.fixed.get("differentiable")))
            for a, start, dtype in zip(spec.arrays, spec.starts, spec.dtypes, strict=True)
        ]
        self.scheduler: Any = None
        self.optimizer = make(self._parameter_argument(), **self._arguments(spec.groups[0]))
        # A scheduler replaces step by a function with other arguments, so this is found out first.
        self.closures = [_return_loss] if requires_closure(self.optimizer.step) else []
        self._set_training_mode()

    def _set_training_mode(self) -> None:
        # Some optimizers, such as those of schedulefree, only step in training mode, and have
        # groups in evaluation mode until a training loop calls train().
        if callable(train := getattr(self.optimizer, "train", None)):
            train()

    def _parameter_argument(self) -> Any:
        present = [k for k in range(len(self.plan.groups)) if k not in self.plan.late]
        if len(present) > 1:
            return [self._group(k, self.plan.groups[k]) for k in present]
        given = self.plan.constructor_parameters(self.params)
        return (
            [{"params": given, **self.names.group_entries}] if self.names.group_entries else given
        )

    def _group(self, group: int, hyper: dict[str, Value]) -> dict[str, Any]:
        members = zip(self.params, self.plan.starts, strict=True)
        return {
            "params": [p for p, start in members if start.group == group],
            **self._arguments(hyper),
            **self.names.group_entries,
        }

    def _arguments(self, hyper: dict[str, Value]) -> dict[str, Any]:
        import torch

        arguments = self.names.arguments(hyper)
        for theirs in self.names.mapped.get("lr", ()):
            if self.plan.lr_as == "tensor" and theirs in arguments:
                arguments[theirs] = torch.tensor(arguments[theirs], dtype=torch.float64)
        return arguments

    def values(self) -> list[Floats]:
        return [numbers_of(p.detach()) for p in self.params]

    def gradients(self) -> list[Floats | None]:
        return [None if p.grad is None else numbers_of(p.grad) for p in self.params]

    def set_gradients(self, gradients: Sequence[Floats | None]) -> None:
        for p, g in zip(self.params, gradients, strict=True):
            p.grad = None if g is None else tensor_like(p, g)

    def step(self) -> None:
        # The gradients are there already, also for an optimizer that requires a closure.
        self.optimizer.step(*self.closures)
        self._advance_schedule()

    def step_with(self, closure: Callable[[], float]) -> float | None:
        import torch

        def differentiating() -> Any:
            if not torch.is_grad_enabled():
                raise RuntimeError(RECORDING_DISABLED)
            return torch.tensor(closure())

        loss = self.optimizer.step(differentiating)
        self._advance_schedule()
        return None if loss is None else float(loss)

    def _advance_schedule(self) -> None:
        if self.scheduler is not None:
            self.scheduler.step()

    def write(self, values: Sequence[Floats]) -> None:
        import torch

        with torch.no_grad():
            for p, given in zip(self.params, values, strict=True):
                p.copy_(tensor_like(p, given))

    def look(self, calls: int) -> list[Floats]:
        return look(self.optimizer, self.values, calls)

    def step_scaled(self, scale: float, overflow: bool) -> None:
        import torch

        if not getattr(self.optimizer, "_step_supports_amp_scaling", False):
            raise NotImplementedError("it does not declare _step_supports_amp_scaling")
        # As torch's GradScaler passes them.
        self.optimizer.grad_scale = torch.tensor(scale)
        self.optimizer.found_inf = torch.tensor(float(overflow))
        try:
            self.step()
        finally:
            del self.optimizer.grad_scale
            del self.optimizer.found_inf

    def zero_grad(self) -> None:
        self.optimizer.zero_grad()

    def has_hyper(self, theirs: str) -> bool:
        """Return whether the optimizer has a hyper-parameter of this name that can be changed."""
        if self._is_derived():
            return theirs in self.optimizer.param_groups[0]
        return can_set_entry(self.optimizer, theirs) or can_assign(self.optimizer, theirs)

    def _is_derived(self) -> bool:
        from torch.optim import Optimizer

        return isinstance(self.optimizer, Optimizer)

    def set(self, name: str, value: Value, group: int) -> None:
        for theirs, number in self.names.translate(name, value):
            is_entry = self._is_derived() or can_set_entry(self.optimizer, theirs)
            if is_entry:
                for entries in self._groups_of(group):
                    _set_entry(entries, theirs, number)
            if not is_entry or (not self._is_derived() and can_assign(self.optimizer, theirs)):
                setattr(self.optimizer, theirs, number)

    def _groups_of(self, group: int) -> list[dict[str, Any]]:
        """Return the optimizer's groups with parameters of a group of the scenario.

        An optimizer may make other groups than it is given, such as one for each parameter. A
        group without parameters, or with parameters of its own, is at its position.
        """
        members = zip(self.params, self.plan.starts, strict=True)
        own = [p for p, start in members if start.group == group]
        groups = find_groups(self.optimizer)
        return groups_with(groups, own) or [groups[group]]

    def save(self) -> object:
        return self.optimizer.state_dict()

    def load(self, saved: object) -> None:
        self.optimizer.load_state_dict(saved)

    def pass_through_file(self, saved: object) -> object:
        import torch

        file = BytesIO()
        torch.save(saved, file)
        file.seek(0)
        return torch.load(file, weights_only=True)

    def set_sparse_gradients(self, gradients: Sequence[Floats | None]) -> None:
        for p, g in zip(self.params, gradients, strict=True):
            p.grad = None if g is None else sparse_rows(tensor_like(p, g))

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        twin = copy(self)
        twin.scheduler = None
        twin.params, twin.optimizer = by((self.params, self.optimizer))
        for p, g in zip(twin.params, self.gradients(), strict=True):
            p.grad = None if g is None else tensor_like(p, g.copy())
        return twin

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        self.optimizer.add_param_group(self._group(group, hyper))
        self._set_training_mode()

    def schedule(self, factor: float) -> None:
        from torch.optim.lr_scheduler import ExponentialLR

        self.scheduler = ExponentialLR(self.optimizer, factor)

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        handles = (
            self.optimizer.register_step_pre_hook(lambda *_: before()),
            self.optimizer.register_step_post_hook(lambda *_: after()),
        )

        def remove() -> None:
            for handle in handles:
                handle.remove()

        return remove


def requires_closure(step: Callable[..., Any]) -> bool:
    """Return whether a step has a required argument, as that of torch's LBFGS."""
    try:
        given = inspect.signature(step).parameters.values()
    except (TypeError, ValueError):
        return False
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.kind in kinds for p in given if p.default is p.empty][:1] == [True]


def _return_loss() -> Any:
    """Return a loss, as a closure does."""
    import torch

    return torch.tensor(0.0)


def _set_entry(entries: dict[str, Any], name: str, value: Any) -> None:
    """Set an entry of a group; a learning rate that is a tensor is filled, as schedulers do."""
    import torch

    if isinstance(entries.get(name), torch.Tensor):
        with torch.no_grad():
            entries[name].fill_(value)
    else:
        entries[name] = value


@dataclass(frozen=True)
class TorchSubject:
    """An optimizer class of torch as a subject, with its hyper-parameters and fixed arguments."""

    kind: Callable[..., Any]
    hyper: tuple[str, ...]
    fixed: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return getattr(self.kind, "__name__", "torch")

    @property
    def capabilities(self) -> Capabilities:
        taken = frozenset(self.hyper)
        return Capabilities(taken, taken, frozenset(), {})

    def run(self, scenario: Scenario) -> Outcome:
        names = HyperNames({name: (name,) for name in self.hyper}, dict(self.fixed))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return run_scenario(lambda spec: TorchDriver(self.kind, names, spec), scenario)
