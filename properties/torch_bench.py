"""torch's optimizers on the workbench; needs the extra ``torch``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .names import Names
from .scenario import Floats
from .scenario import HyperValue as Value
from .workbench import Plan


def available() -> bool:
    """Whether torch can be imported."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True


class TorchInstance:
    """One optimizer over torch tensors with its parameters."""

    def __init__(self, make: Callable[..., Any], names: Names, plan: Plan) -> None:
        self.params = [_parameter(a, s) for a, s in zip(plan.arrays, plan.strided, strict=True)]
        self.names = names
        self.optimizer = make(self._grouped(plan), **names.arguments(plan.groups[0]))

    def _grouped(self, plan: Plan) -> Any:
        if len(plan.groups) > 1:
            return [
                {
                    "params": [p for p, m in zip(self.params, plan.members, strict=True) if m == k],
                    **self.names.arguments(group),
                }
                for k, group in enumerate(plan.groups)
            ]
        return iter(self.params) if plan.as_generator else list(self.params)

    def values(self) -> list[Floats]:
        return [p.detach().numpy() for p in self.params]

    def gradients(self) -> list[Floats | None]:
        return [None if p.grad is None else p.grad.numpy() for p in self.params]

    def give(self, gradients: Sequence[Floats | None]) -> None:
        import torch

        for p, g in zip(self.params, gradients, strict=True):
            p.grad = None if g is None else torch.from_numpy(g)

    def step(self) -> None:
        self.optimizer.step()

    def step_with(self, closure: Callable[[], float]) -> float | None:
        import torch

        def differentiating() -> Any:
            if not torch.is_grad_enabled():
                raise RuntimeError("the closure runs where nothing can be differentiated")
            return torch.tensor(closure())

        loss = self.optimizer.step(differentiating)
        return None if loss is None else float(loss)

    def zero_grad(self) -> None:
        self.optimizer.zero_grad()

    def has(self, theirs: str) -> bool:
        """Whether the subject keeps a hyper-parameter of that name where it can be changed."""
        groups = getattr(self.optimizer, "param_groups", None)
        return theirs in groups[0] if groups else hasattr(self.optimizer, theirs)

    def set(self, name: str, value: Value, group: int) -> None:
        for theirs, number in self.names.spell(name, value):
            if hasattr(self.optimizer, "param_groups"):
                self.optimizer.param_groups[group][theirs] = number
            else:
                setattr(self.optimizer, theirs, number)

    def save(self) -> object:
        return self.optimizer.state_dict()

    def load(self, saved: object) -> None:
        self.optimizer.load_state_dict(saved)


def _parameter(values: Floats, strided: bool) -> Any:
    import torch

    tensor = torch.from_numpy(np.array(values))
    if strided:
        wide = torch.zeros((*values.shape[:-1], 2 * values.shape[-1]), dtype=tensor.dtype)
        wide[..., ::2] = tensor
        return wide[..., ::2].requires_grad_()
    return torch.nn.Parameter(tensor)
