"""Optimizers for dictionaries of arrays: ``update(params, grads)``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import StepMethodDriver, make_step_method_adapter, require_all_gradients


class DictsDriver(StepMethodDriver):
    """Parameters and gradients in dictionaries with the same keys at every step."""

    calling_convention = "as a dictionary with the keys W0, W1, …"

    def step_parameters(self, gradients: list[Any]) -> list[Any]:
        names = [f"W{k}" for k in range(len(self.params))]
        mine = dict(zip(names, self.params, strict=True))
        given = dict(zip(names, require_all_gradients(gradients), strict=True))
        after = self.call_method(0, mine, given)
        return [after[name] for name in names]


DICTS = register(
    make_step_method_adapter(
        "handed-dicts",
        "optimizers with step or update methods that take dictionaries of arrays",
        DictsDriver,
        accepts=lambda method: method.takes_sequences and not method.takes_pairs,
        rank=2,
    )
)
