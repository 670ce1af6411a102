"""Optimizers for one array: ``update(w, grad)``."""

from __future__ import annotations

from typing import Any

from .common.adapter import register
from .common.step_method import StepMethodDriver, make_step_method_adapter


class ArraysDriver(StepMethodDriver):
    """One optimizer for each array."""

    calling_convention = "one array at a time"

    def count_optimizers(self) -> int:
        return len(self.params)

    def step_parameters(self, gradients: list[Any]) -> list[Any]:
        each = enumerate(zip(self.params, gradients, strict=True))
        return [p if g is None else self.call_method(k, p, g) for k, (p, g) in each]


ARRAYS = register(
    make_step_method_adapter(
        "handed-arrays",
        "optimizers with step or update methods that take one array and its gradient",
        ArraysDriver,
        accepts=lambda method: not method.takes_pairs,
        rank=3,
    )
)
