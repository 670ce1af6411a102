"""Gradient descent with momentum, a velocity that is a buffer added to in place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.other_hands.base import Floats, Memory, Stepper, Weight


class SGD(Stepper):
    """The velocity begins as the first gradient, as torch's does."""

    def __init__(
        self,
        weights: Iterable[Weight],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(weights)
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov, self.maximize = weight_decay, nesterov, maximize

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        slope = -g if self.maximize else g
        slope = slope + self.weight_decay * x
        if self.momentum == 0:
            return x + -self.lr * slope
        if "speed" in memory:
            memory["speed"] *= self.momentum
            memory["speed"] += slope - self.dampening * slope
        else:
            memory["speed"] = slope.copy()
        ahead = slope + self.momentum * memory["speed"] if self.nesterov else memory["speed"]
        return x + -self.lr * ahead
