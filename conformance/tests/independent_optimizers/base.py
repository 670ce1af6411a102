"""Base class: state for each array, and the loop over arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[Any]
Memory: TypeAlias = dict[str, Any]


class Weight(Protocol):
    """An array with an optional gradient."""

    data: Floats
    grad: Floats | None


@dataclass(eq=False)
class Stepper:
    """Update every weight that has a gradient."""

    weights: Iterable[Weight]

    def __post_init__(self) -> None:
        self.weights = [*self.weights]
        self.memory: list[Memory] = [{} for _ in self.weights]

    def step(self) -> None:
        """Take one step."""
        for weight, memory in zip(self.weights, self.memory, strict=True):
            if weight.grad is not None:
                np.copyto(weight.data, self.moved(weight.data, weight.grad, memory))

    def moved(self, x: Floats, g: Floats, memory: Memory) -> Any:
        """Return the new values for values x and gradient g."""
        raise NotImplementedError


def recalled(memory: Memory, name: str, x: Floats) -> Any:
    """Return the state of that name, initially zeros."""
    return memory.get(name, np.zeros_like(x))
