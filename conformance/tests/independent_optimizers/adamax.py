"""Adamax with an incremental power of beta1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class Adamax(Stepper):
    """Epsilon is added to the absolute gradient, as in torch."""

    lr: float = 2e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        slope = g + self.weight_decay * x
        first = recalled(memory, "first", x)
        first = first + (1 - b1) * (slope - first)
        bound = np.maximum(np.abs(slope) + self.eps, b2 * recalled(memory, "bound", x))
        left = memory.get("left", 1.0) * b1
        memory.update(first=first, bound=bound, left=left)
        return x - self.lr * first / ((1 - left) * bound)
