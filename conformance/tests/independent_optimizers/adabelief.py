"""AdaBelief with corrections folded into the step size and the scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class AdaBelief(Stepper):
    """Epsilon is added inside the average and outside the root."""

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-16
    weight_decay: float = 0.0

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        x = x - self.lr * self.weight_decay * x
        count = memory["count"] = memory.get("count", 0) + 1
        before = recalled(memory, "mean", x)
        mean = memory["mean"] = b1 * before + (1 - b1) * g
        spread = b2 * recalled(memory, "spread", x) + (1 - b2) * np.square(g - mean) + self.eps
        memory["spread"] = spread
        scale = np.sqrt(spread / (1 - b2**count)) + self.eps
        return x - self.lr / (1 - b1**count) * (mean / scale)
