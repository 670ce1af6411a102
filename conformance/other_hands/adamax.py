"""Adamax with a running power of beta1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from conformance.other_hands.base import Floats, Memory, Stepper, Weight, recalled


class Adamax(Stepper):
    """Epsilon is added to the size of the gradient, as torch has it."""

    def __init__(
        self,
        weights: Iterable[Weight],
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(weights)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        slope = g + self.weight_decay * x
        first = recalled(memory, "first", x)
        first = first + (1 - b1) * (slope - first)
        bound = np.maximum(np.abs(slope) + self.eps, b2 * recalled(memory, "bound", x))
        left = memory.get("left", 1.0) * b1
        memory.update(first=first, bound=bound, left=left)
        return x - self.lr * first / ((1 - left) * bound)
