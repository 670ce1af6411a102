"""Small networks built from `Parameter`s: an affine layer and a tanh multilayer perceptron."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from .autograd import Array, Parameter, Tensor

__all__ = ["MLP", "Linear"]


class Linear:
    """x ↦ x W + b with W of shape (inputs, outputs), for x of shape (…, inputs).

    W starts normal with variance 1 / inputs, which keeps the variance of unit inputs; b is 0.

    Raises ValueError when `inputs` or `outputs` is below 1.
    """

    weight: Parameter
    bias: Parameter

    def __init__(self, inputs: int, outputs: int, rng: np.random.Generator) -> None:
        if inputs < 1 or outputs < 1:
            raise ValueError(
                f"Linear({inputs}, {outputs}) would have no weights; pass sizes of at least 1"
            )
        self.weight = Parameter(rng.standard_normal((inputs, outputs)) / np.sqrt(inputs))
        self.bias = Parameter(np.zeros(outputs))

    def __call__(self, x: Tensor | Array) -> Tensor:
        """x W + b."""
        return x @ self.weight + self.bias

    def parameters(self) -> Iterator[Parameter]:
        """W, then b."""
        yield self.weight
        yield self.bias


class MLP:
    """Linear layers of the given sizes with tanh between them, and none after the last.

    Raises ValueError when there are fewer than two sizes, or one is below 1.
    """

    layers: tuple[Linear, ...]

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator) -> None:
        if len(sizes) < 2:
            raise ValueError(f"sizes {tuple(sizes)} make no layer; pass at least (inputs, outputs)")
        self.layers = tuple(Linear(i, o, rng) for i, o in pairwise(sizes))

    def __call__(self, x: Tensor | Array) -> Tensor:
        """The last layer's affine output, for x of shape (…, inputs)."""
        *hidden, last = self.layers
        for layer in hidden:
            x = layer(x).tanh()
        return last(x)

    def parameters(self) -> Iterator[Parameter]:
        """Each layer's parameters, first layer first."""
        for layer in self.layers:
            yield from layer.parameters()
