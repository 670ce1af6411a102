"""Optimizers for torch that are evaluated half-way, with a mode that is not stored."""

from __future__ import annotations

from typing import Any

import torch

from properties.examples.defects.torch_optimizers import Miniature


class Repeated(Miniature):
    """A second eval() goes on from the point of evaluation, and a second train() back."""

    def move(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        self.state[p].setdefault("start", p.clone())
        super().move(p, g, group)

    @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
    def eval(self) -> None:
        """Set the parameters half-way."""
        for p, state in self.state.items():
            p.copy_((p + state["start"]) / 2)

    @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
    def train(self) -> None:
        """Set the parameters back."""
        for p, state in self.state.items():
            p.copy_(2 * p - state["start"])


class TrainedTwice(Repeated):
    """A second eval() does nothing, but a second train() moves the parameters."""

    training = True

    def eval(self) -> None:
        if self.training:
            super().eval()
        self.training = False

    def train(self) -> None:
        super().train()
        self.training = True
