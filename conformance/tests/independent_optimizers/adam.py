"""Adam with incremental powers of the betas, and both corrections in the step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class Adam(Stepper):
    """Weight decay is added to the gradient."""

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    amsgrad: bool = False
    maximize: bool = False

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        if self.maximize:
            g = np.negative(g)
        if self.weight_decay != 0:
            g = np.add(g, self.weight_decay * x)
        first = recalled(memory, "first", x)
        first = first + (1 - b1) * (g - first)
        second = np.square(g) * (1 - b2) + recalled(memory, "second", x) * b2
        left1 = memory.get("left1", 1.0) * b1
        left2 = memory.get("left2", 1.0) * b2
        memory.update(first=first, second=second, left1=left1, left2=left2)
        if self.amsgrad:
            second = np.maximum(second, memory.get("peak", second))
            memory["peak"] = second
        size = self.lr / (1 - left1)
        root = np.sqrt(second) / math.sqrt(1 - left2)
        return x - size * (first / (root + self.eps))
