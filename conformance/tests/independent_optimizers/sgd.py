"""SGD with momentum, with a velocity buffer that is updated in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper


@dataclass(eq=False)
class SGD(Stepper):
    """The velocity starts as the first gradient, as in torch."""

    lr: float = 1e-3
    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    nesterov: bool = False
    maximize: bool = False

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
