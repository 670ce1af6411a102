"""Optimizers for pairs of a gradient and an array: ``apply_gradients(zip(grads, params))``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import StepMethodDriver, make_step_method_adapter, require_all_gradients


class PairsDriver(StepMethodDriver):
    """Pairs in the same order at every step; arrays are changed in place, or returned in a list."""

    calling_convention = "in pairs with the gradients"

    def step_parameters(self, gradients: list[Any]) -> list[Any]:
        both = (require_all_gradients(gradients), self.params)
        pairs = zip(*(both if self.method.gradients_first else reversed(both)), strict=True)
        returned = getattr(self.optimizers[0], self.method.name)(pairs)
        return list(returned) if isinstance(returned, list | tuple) else self.params


PAIRS = register(
    make_step_method_adapter(
        "handed-pairs",
        "optimizers whose step takes pairs of gradients and arrays, as apply_gradients of Keras",
        PairsDriver,
        accepts=lambda method: method.takes_pairs,
        rank=1,
    )
)
