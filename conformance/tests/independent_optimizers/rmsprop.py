"""RMSprop with the variance as a difference of two moving averages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class RMSprop(Stepper):
    """Epsilon is added outside the root."""

    lr: float = 1e-2
    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    centered: bool = False

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        fresh = 1 - self.alpha
        slope = g + self.weight_decay * x
        square = self.alpha * recalled(memory, "square", x) + fresh * np.square(slope)
        memory["square"] = square
        if self.centered:
            mean = self.alpha * recalled(memory, "mean", x) + fresh * slope
            memory["mean"] = mean
            square = square - np.square(mean)
        push = slope / (np.sqrt(square) + self.eps)
        if self.momentum:
            push = push + self.momentum * recalled(memory, "push", x)
            memory["push"] = push
        return x - self.lr * push
