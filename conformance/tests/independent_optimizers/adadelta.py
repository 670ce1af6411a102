"""Adadelta with the ratio of its two roots as one root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class Adadelta(Stepper):
    """The average of the steps is taken before multiplying by lr."""

    lr: float = 1.0
    rho: float = 0.9
    eps: float = 1e-6
    weight_decay: float = 0.0

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        slope = g + self.weight_decay * x
        known = recalled(memory, "square", x)
        square = memory["square"] = self.rho * known + (1 - self.rho) * np.square(slope)
        moves = recalled(memory, "moves", x)
        move = slope * np.sqrt(moves + self.eps) / np.sqrt(square + self.eps)
        memory["moves"] = self.rho * moves + (1 - self.rho) * np.square(move)
        return x - self.lr * move
