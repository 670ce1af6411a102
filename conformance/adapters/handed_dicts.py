"""Optimizers for dictionaries of arrays: ``update(params, grads)``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import HandedInstance, all_present, handed


class DictsInstance(HandedInstance):
    """Parameters and gradients in dictionaries with the same keys at every step."""

    way = "as a dictionary with the keys W0, W1, …"

    def moved(self, gradients: list[Any]) -> list[Any]:
        names = [f"W{k}" for k in range(len(self.params))]
        mine = dict(zip(names, self.params, strict=True))
        given = dict(zip(names, all_present(gradients), strict=True))
        after = self.handed(self.optimizers[0], mine, given)
        return [after[name] for name in names]


DICTS = register(
    handed(
        "handed-dicts",
        "optimizers with step or update methods that take dictionaries of arrays",
        DictsInstance,
        several=True,
        rank=2,
    )
)
