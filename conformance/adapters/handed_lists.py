"""Optimizers for lists of arrays: ``update(params, grads)``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import StepMethodDriver, make_step_method_adapter, require_all_gradients


class ListsDriver(StepMethodDriver):
    """Parameters and gradients in lists with the same order at every step."""

    calling_convention = "as a list"

    def step_parameters(self, gradients: list[Any]) -> list[Any]:
        return list(self.call_method(0, self.params, require_all_gradients(gradients)))


LISTS = register(
    make_step_method_adapter(
        "handed-lists",
        "optimizers with step or update methods that take lists of arrays",
        ListsDriver,
        accepts=lambda method: method.takes_sequences and not method.takes_pairs,
        rank=1,
    )
)
