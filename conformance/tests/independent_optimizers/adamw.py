"""AdamW with a step count, and weight decay subtracted with the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class AdamW(Stepper):
    """Weight decay is decoupled from the gradient."""

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 1e-2

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        count = memory["count"] = memory.get("count", 0) + 1
        first = memory["first"] = b1 * recalled(memory, "first", x) + (g - b1 * g)
        second = memory["second"] = b2 * recalled(memory, "second", x) + (1 - b2) * np.square(g)
        scale = np.sqrt(second / (1 - b2**count))
        shrunk = x - self.lr * self.weight_decay * x
        return shrunk - self.lr * first / (1 - b1**count) / (scale + self.eps)
