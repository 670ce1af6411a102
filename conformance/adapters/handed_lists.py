"""Optimizers for lists of arrays: ``update(params, grads)``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import HandedInstance, all_present, handed


class ListsInstance(HandedInstance):
    """Parameters and gradients in lists with the same order at every step."""

    way = "as a list"

    def moved(self, gradients: list[Any]) -> list[Any]:
        return list(self.handed(self.optimizers[0], self.params, all_present(gradients)))


LISTS = register(
    handed(
        "handed-lists",
        "optimizers with step or update methods that take lists of arrays",
        ListsInstance,
        several=True,
        rank=1,
    )
)
