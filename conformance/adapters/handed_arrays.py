"""Optimizers whose step is handed one array: ``update(w, grad)``; there is one for each."""

from __future__ import annotations

from typing import Any

from .base import register
from .handed import HandedInstance, handed


class ArraysInstance(HandedInstance):
    """An optimizer of its own for each array, as for each layer's weights."""

    way = "one array comes at a time"

    def needed(self) -> int:
        return len(self.params)

    def moved(self, gradients: list[Any]) -> list[Any]:
        each = zip(self.optimizers, self.params, gradients, strict=True)
        return [p if g is None else self.handed(optimizer, p, g) for optimizer, p, g in each]


ARRAYS = register(
    handed(
        "handed-arrays",
        "optimizers whose step or update is handed one array and its gradient",
        ArraysInstance,
        several=False,
        rank=3,
    )
)
