"""Optimizers for one array: ``update(w, grad)``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import HandedInstance, handed


class ArraysInstance(HandedInstance):
    """One optimizer for each array."""

    way = "one array at a time"

    def needed(self) -> int:
        return len(self.params)

    def moved(self, gradients: list[Any]) -> list[Any]:
        each = zip(self.optimizers, self.params, gradients, strict=True)
        return [p if g is None else self.handed(optimizer, p, g) for optimizer, p, g in each]


ARRAYS = register(
    handed(
        "handed-arrays",
        "optimizers with step or update methods that take one array and its gradient",
        ArraysInstance,
        several=False,
        rank=3,
    )
)
