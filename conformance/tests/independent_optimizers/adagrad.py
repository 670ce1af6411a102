"""Adagrad with the sum of squares in one array from the first step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper


@dataclass(eq=False)
class Adagrad(Stepper):
    """The learning rate decays with the number of steps."""

    lr: float = 1e-2
    lr_decay: float = 0.0
    weight_decay: float = 0.0
    initial_accumulator_value: float = 0.0
    eps: float = 1e-10

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        slope = g + self.weight_decay * x
        total = memory.get("total", np.full_like(x, self.initial_accumulator_value))
        total = memory["total"] = total + np.square(slope)
        before = memory.get("steps", 0)
        memory["steps"] = before + 1
        rate = self.lr / (1 + before * self.lr_decay)
        return x - slope * rate / (np.sqrt(total) + self.eps)
