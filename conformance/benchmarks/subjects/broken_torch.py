"""Adams for torch with one defect each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch

Optimizer: Any = torch.optim.Optimizer


class Adam(Optimizer):  # type: ignore[misc]
    """Adam, with methods that the defects replace."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    def betas_of(self, group: dict[str, Any]) -> tuple[float, float]:
        """Return the betas of a step."""
        beta1, beta2 = group["betas"]
        return beta1, beta2

    def second_moment(self, v: Any, g: Any, beta2: float) -> Any:
        """Return the next second moment."""
        return beta2 * v + (1 - beta2) * g**2

    def denominator(self, v_hat: Any, eps: float) -> Any:
        """Return the denominator of the update."""
        return v_hat.sqrt() + eps

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self._update(p, group)
        return loss

    def _update(self, p: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        if not state:
            state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
        beta1, beta2 = self.betas_of(group)
        state["t"] += 1
        state["m"] = beta1 * state["m"] + (1 - beta1) * p.grad
        state["v"] = self.second_moment(state["v"], p.grad, beta2)
        m_hat = state["m"] / (1 - beta1 ** state["t"])
        v_hat = state["v"] / (1 - beta2 ** state["t"])
        p -= group["lr"] * m_hat / self.denominator(v_hat, group["eps"])


class EpsInsideRoot(Adam):
    """Adds eps inside the square root: a catalogued dialect of Adam."""

    def denominator(self, v_hat: Any, eps: float) -> Any:
        """Return the denominator of the update."""
        return (v_hat + eps).sqrt()


class FullSecondMoment(Adam):
    """Adds the whole squared gradient to the second moment: a slip that is not catalogued."""

    def second_moment(self, v: Any, g: Any, beta2: float) -> Any:
        """Return the next second moment."""
        return beta2 * v + beta2 * g**2


class BetasOfConstruction(Adam):
    """Keeps the betas of the construction, so that a change of them has no effect."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(params, lr, betas, eps)
        self.kept_betas = betas

    def betas_of(self, group: dict[str, Any]) -> tuple[float, float]:
        """Return the betas of a step."""
        return self.kept_betas
