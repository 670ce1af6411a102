"""Lion with decay as a factor of the parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from conformance.tests.independent_optimizers.base import Floats, Memory, Stepper, recalled


@dataclass(eq=False)
class Lion(Stepper):
    """Each element moves by lr in the direction of a sign."""

    lr: float = 1e-4
    betas: tuple[float, float] = (0.9, 0.99)
    weight_decay: float = 0.0

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        b1, b2 = self.betas
        known = recalled(memory, "known", x)
        turn = np.sign(known * b1 + g * (1 - b1))
        memory["known"] = known * b2 + g * (1 - b2)
        return x * (1 - self.lr * self.weight_decay) - self.lr * turn
