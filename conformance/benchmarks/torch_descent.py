"""A small model that an optimizer of torch trains, for PyTorch's generic tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

Kwargs = Mapping[str, Any]


@dataclass(frozen=True)
class Descent:
    """An optimizer of a linear model with a squared loss."""

    weight: Any
    bias: Any
    data: Any
    optimizer: Any
    schedulers: Sequence[Any] = ()

    @classmethod
    def start(
        cls, kind: Any, kwargs: Kwargs, spread: bool = False, makers: Sequence[Any] = ()
    ) -> Descent:
        """Build the model and its optimizer; ``spread`` for parameters with gaps in memory.

        The arguments are copied, because schedulers write into a learning rate in a tensor.
        """
        torch.manual_seed(0)
        shapes = ((10, 5, 2), (10, 2)) if spread else ((10, 5), (10,))
        drawn = [torch.randn(shape) for shape in shapes]
        weight, bias = (torch.nn.Parameter(d[..., 0] if spread else d) for d in drawn)
        optimizer = kind([weight, bias], **deepcopy(dict(kwargs)))
        schedulers = [make(optimizer) for make in makers]
        return cls(weight, bias, torch.randn(5), optimizer, schedulers)

    def loss(self) -> Any:
        """Compute the loss and its gradients."""
        self.optimizer.zero_grad()
        loss = (self.weight.mv(self.data) + self.bias).pow(2).sum()
        loss.backward()
        return loss

    def advance(self, steps: int) -> None:
        """Make steps with the loss as closure."""
        for _ in range(steps):
            self.optimizer.step(self.loss)
            for scheduler in self.schedulers:
                if isinstance(scheduler, ReduceLROnPlateau):
                    scheduler.step(self.loss().detach())
                else:
                    scheduler.step()

    def copy(self, kind: Any, kwargs: Kwargs) -> Descent:
        """Build the same model with a new optimizer."""
        weight, bias = (torch.nn.Parameter(p.detach().clone()) for p in (self.weight, self.bias))
        return Descent(weight, bias, self.data, kind([weight, bias], **deepcopy(dict(kwargs))))

    def agrees_with(self, other: Descent) -> bool:
        """Whether both models have the same parameters."""
        return bool(torch.equal(self.weight, other.weight) and torch.equal(self.bias, other.bias))
