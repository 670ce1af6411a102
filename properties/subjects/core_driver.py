"""The driver of optimizers of optimcore, which also does what a scheduler would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .driver import Driver
from .object_driver import ObjectDriver


class CoreDriver(ObjectDriver):
    """A live optimizer of optimcore.

    optimcore has no schedulers, so that no check attaches one. A change of a rule that may explain
    an optimizer with a scheduler is run with its effect: lr times a factor after each step.
    """

    factor = 1.0

    def schedule(self, factor: float) -> None:
        self.factor = factor

    def step(self) -> None:
        self.optimizer.step()
        if self.factor != 1.0:
            self.optimizer.lr *= self.factor

    def clone(self, by: Callable[[Any], Any]) -> Driver:
        twin = super().clone(by)
        if isinstance(twin, CoreDriver):
            twin.factor = 1.0
        return twin
