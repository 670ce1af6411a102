"""Optimizers whose step is handed dictionaries of arrays: ``update(params, grads)``."""

from __future__ import annotations

from typing import Any

from .base import register
from .handed import HandedInstance, all_present, handed


class DictsInstance(HandedInstance):
    """Everything by name, the same at every step."""

    way = "a dictionary comes, with the names W0, W1 and so on"

    def moved(self, gradients: list[Any]) -> list[Any]:
        names = [f"W{k}" for k in range(len(self.params))]
        mine = dict(zip(names, self.params, strict=True))
        given = dict(zip(names, all_present(gradients), strict=True))
        after = self.handed(self.optimizers[0], mine, given)
        return [after[name] for name in names]


DICTS = register(
    handed(
        "handed-dicts",
        "optimizers whose step or update is handed dictionaries of parameters and gradients",
        DictsInstance,
        several=True,
        rank=2,
    )
)
