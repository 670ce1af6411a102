"""NAdam with a common divisor of its two parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class NAdam(Stepper):
    """The momentum follows Dozat's schedule."""

    lr: float = 2e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum_decay: float = 4e-3

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        slope = g + self.weight_decay * x
        count = memory["count"] = memory.get("count", 0) + 1
        now, then = self.weight(count), self.weight(count + 1)
        first = memory["first"] = b1 * recalled(memory, "first", x) + (1 - b1) * slope
        second = memory["second"] = b2 * recalled(memory, "second", x) + (1 - b2) * slope**2
        product = memory["product"] = memory.get("product", 1.0) * now
        scale = np.sqrt(second / (1 - b2**count)) + self.eps
        part = slope * ((1 - now) / (1 - product))
        look = first * (then / (1 - product * then))
        return x - self.lr * part / scale - self.lr * look / scale

    def weight(self, count: int) -> float:
        """Return the momentum at a step."""
        return float(self.betas[0] * (1 - 0.96 ** (count * self.momentum_decay) / 2))
