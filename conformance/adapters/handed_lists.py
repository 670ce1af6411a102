"""Optimizers whose step is handed lists of arrays: ``update(params, grads)``."""

from __future__ import annotations

from typing import Any

from .base import register
from .handed import HandedInstance, all_present, handed


class ListsInstance(HandedInstance):
    """Everything in one list, in the same order at every step."""

    way = "a list comes"

    def moved(self, gradients: list[Any]) -> list[Any]:
        return list(self.handed(self.optimizers[0], self.params, all_present(gradients)))


LISTS = register(
    handed(
        "handed-lists",
        "optimizers whose step or update is handed lists of parameters and gradients",
        ListsInstance,
        several=True,
        rank=1,
    )
)
