"""Example subjects that do something around the rule, as people do on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


class Plain:
    """Gradient descent with momentum and an L2 term, over objects with ``.data`` and ``.grad``."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        self.params = list(params)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.v: list[Any] = [None for _ in self.params]

    def step(self) -> None:
        self.update([p.grad for p in self.params])

    def decay_of(self, p: Any) -> float:
        return self.weight_decay

    def update(self, gradients: Sequence[Any]) -> None:
        for i, (p, g) in enumerate(zip(self.params, gradients, strict=True)):
            if g is None:
                continue
            u = g + self.decay_of(p) * p.data
            if self.momentum:
                v = self.v[i]
                self.v[i] = u = u.copy() if v is None else self.momentum * v + u
            p.data = p.data - self.lr * u

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None

    def state_dict(self) -> dict[str, Any]:
        kept = ("lr", "momentum", "weight_decay")
        return {"v": [v if v is None else v.copy() for v in self.v],
                **{name: getattr(self, name) for name in kept}}  # fmt: skip

    def load_state_dict(self, saved: dict[str, Any]) -> None:
        for name, value in saved.items():
            setattr(self, name, [v if v is None else v.copy() for v in value]
                    if name == "v" else value)  # fmt: skip


class NoDecayOfBiases(Plain):
    """Parameters of one axis or none do not decay."""

    def decay_of(self, p: Any) -> float:
        return self.weight_decay if p.data.ndim > 1 else 0.0


class NoDecayOfVectors(NoDecayOfBiases):
    """A defect of the class above: scalars decay."""

    def decay_of(self, p: Any) -> float:
        return self.weight_decay if p.data.ndim != 1 else 0.0


class SkipsNonFinite(Plain):
    """A step with a gradient that is not finite is skipped."""

    def step(self) -> None:
        given = [p.grad for p in self.params]
        if all(g is None or np.isfinite(g).all() for g in given):
            self.update(given)


class SkipsParameters(Plain):
    """A defect of the class above: only the parameter with such a gradient is skipped."""

    def step(self) -> None:
        given = [p.grad for p in self.params]
        self.update([g if g is not None and np.isfinite(g).all() else None for g in given])


class CountsAsZero(Plain):
    """Gradient elements that are not finite count as zero."""

    def step(self) -> None:
        self.update(
            [None if p.grad is None else np.where(np.isfinite(p.grad), p.grad, 0)
             for p in self.params]
        )  # fmt: skip


class NanToNum(Plain):
    """Gradient elements that are NaN become 0, and infinite ones the largest number."""

    def step(self) -> None:
        self.update([None if p.grad is None else np.nan_to_num(p.grad) for p in self.params])


class NanToOne(Plain):
    """Gradient elements that are NaN become 1, and infinite ones the largest number."""

    def step(self) -> None:
        self.update(
            [None if p.grad is None else np.nan_to_num(p.grad, nan=1.0) for p in self.params]
        )


class InfinityToZero(Plain):
    """Infinite gradient elements count as zero, and NaN stays."""

    def step(self) -> None:
        self.update(
            [None if p.grad is None else np.where(np.isinf(p.grad), 0, p.grad)
             for p in self.params]
        )  # fmt: skip


class SkipsZero(Plain):
    """A parameter whose gradient is zero everywhere is skipped."""

    def step(self) -> None:
        given = [p.grad for p in self.params]
        self.update([g if g is not None and g.any() else None for g in given])


class ClipsGlobally(Plain):
    """Gradients are scaled down to a common norm of 1."""

    def step(self) -> None:
        given = [p.grad for p in self.params]
        norm = np.sqrt(sum((g.astype(np.float64) ** 2).sum() for g in given if g is not None))
        factor = 1.0 if norm <= 1.0 else 1.0 / norm
        self.update([None if g is None else g * g.dtype.type(factor) for g in given])


class ClipsEach(Plain):
    """Each gradient is scaled down to a norm of 1."""

    def step(self) -> None:
        self.update([g if g is None else g / max(1.0, np.linalg.norm(g))
                     for g in (p.grad for p in self.params)])  # fmt: skip


class Accumulates(Plain):
    """Three steps accumulate the mean of their gradients for one update."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: list[list[Any]] = []

    def step(self) -> None:
        self.waiting.append([None if p.grad is None else p.grad.copy() for p in self.params])
        if len(self.waiting) == 3:
            columns = list(zip(*self.waiting, strict=True))
            self.waiting = []
            self.update([self.combine([g for g in column if g is not None]) for column in columns])

    def combine(self, gradients: list[Any]) -> Any:
        return sum(gradients) / 3 if gradients else None

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "waiting": [list(row) for row in self.waiting]}


class AccumulatesAndForgets(Accumulates):
    """A defect of the class above: what waits is not saved."""

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "waiting": []}
