"""D-Adapt SGD for torch, and its classic defects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch


class DAdaptSGD(torch.optim.Optimizer):  # type: ignore[misc, unused-ignore]
    """D-Adapt SGD with one estimate for all parameters."""

    def __init__(self, params: Any, lr: float = 1.0, d0: float = 1e-6) -> None:
        super().__init__(params, {"lr": lr, "d0": d0, "d": d0, "norm": None, "gain": 0.0})

    def due(self) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        """Yield the places of what is shared, with the parameters that share it."""
        due = [p for group in self.param_groups for p in group["params"] if p.grad is not None]
        if due:
            yield self.param_groups[0], due

    @torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
    def step(self, closure: Any = None) -> None:  # type: ignore[override, unused-ignore]
        for shared, due in self.due():
            grads = torch.cat([p.grad.flatten() for p in due])
            if shared["norm"] is None:
                shared["norm"] = grads.norm().item()
            if shared["norm"] == 0:
                shared["norm"] = float("nan")
            rate = shared["d"] * self.param_groups[0]["lr"] / shared["norm"]
            sums = [self.state[p].setdefault("sum", torch.zeros_like(p)) for p in due]
            shared["gain"] += rate * grads.dot(torch.cat([s.flatten() for s in sums])).item()
            for p, s in zip(due, sums, strict=True):
                s.add_(p.grad, alpha=rate)
                p.sub_(p.grad, alpha=rate)
            size = torch.cat([s.flatten() for s in sums]).norm().item()
            if size > 0:
                shared["d"] = self.grow(shared["d"], 2 * shared["gain"] / size)

    def grow(self, d: float, found: float) -> float:
        """Return the estimate for the next step."""
        return max(d, found)


class ForEach(DAdaptSGD):
    """An estimate for each parameter alone."""

    def due(self) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        new = {"d": self.defaults["d0"], "norm": None, "gain": 0.0}
        for _, due in super().due():
            yield from ((self.state[p].setdefault("shared", dict(new)), [p]) for p in due)


class ForGroups(DAdaptSGD):
    """An estimate for each parameter group."""

    def due(self) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        for group in self.param_groups:
            due = [p for p in group["params"] if p.grad is not None]
            if due:
                yield group, due


class Shrinking(DAdaptSGD):
    """An estimate that may shrink."""

    def grow(self, d: float, found: float) -> float:
        return found


class FirstOnly(DAdaptSGD):
    """The norm of the first parameter's gradient alone."""

    def due(self) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        for shared, due in super().due():
            if shared["norm"] is None:
                shared["norm"] = due[0].grad.norm().item()
            yield shared, due


class Forgetful(DAdaptSGD):
    """A loaded state does not restore the estimate."""

    def load_state_dict(self, state_dict: Any) -> None:
        super().load_state_dict(state_dict)
        self.param_groups[0].update(d=self.param_groups[0]["d0"], gain=0.0)
