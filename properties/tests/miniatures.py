"""A correct torch optimizer in few lines, of which tests derive wrong ones."""

from __future__ import annotations

from typing import Any

import pytest

torch: Any = pytest.importorskip("torch")

TAKEN = ("lr", "weight_decay")


class Miniature(torch.optim.Optimizer):  # type: ignore[misc]
    """A correct SGD with weight decay, in the fewest lines."""

    def __init__(self, params: Any, lr: Any = 1e-3, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})
        self.first = float(lr)
        self.param_groups: list[dict[str, Any]]

    def step(self) -> None:
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, group)

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        if g.is_sparse:
            g = g.to_dense()
        p.sub_(self.rate(group) * (g + group["weight_decay"] * p))

    def rate(self, group: dict[str, Any]) -> float:
        return float(group["lr"])
