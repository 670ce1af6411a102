"""Models and layers with weights and gradients under the names that small libraries use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from properties.scenarios.model import Floats

WEIGHTS = ("W", "w", "weight", "weights", "kernel")
BIASES = ("b", "B", "bias", "biases")
GRADIENTS = ("d{}", "d_{}", "{}_grad", "grad_{}", "grad{}", "{}_gradient", "grads_{}", "{}_grads",
             "{}_gradients", "d{}s")  # fmt: skip
# What a layer calls each attribute: the parameter's index, and which part of it.
NAMES = {
    name: (k, part)
    for k, names in enumerate((WEIGHTS, BIASES))
    for base in names
    for name, part in [(base, "data"), *((form.format(base), "grad") for form in GRADIENTS)]
}


class LayerParameter:
    """A parameter of a layer, with the attributes that optimizers read from tensors."""

    requires_grad = True
    device = "cpu"

    def __init__(self, values: Floats, name: str) -> None:
        self.data = values
        self.grad: Floats | None = None
        self.name = name

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the values."""
        return np.shape(self.data)

    @property
    def dtype(self) -> Any:
        """The precision of the values."""
        return self.data.dtype

    def zero_grad(self) -> None:
        """Drop the gradient."""
        self.grad = None


class Layer:
    """A layer of weights and, with zeros if none are given, biases.

    ``W``, ``dW``, ``weights``, ``grad_weights`` and so on are the same arrays under many names;
    what else an optimizer stores on the layer is kept.
    """

    def __init__(self, arrays: Sequence[Floats]) -> None:
        self.given = [LayerParameter(a, n) for a, n in zip(arrays, ("W", "b"), strict=False)]
        own = list(self.given)
        if len(own) == 1:
            own.append(LayerParameter(np.zeros(1, arrays[0].dtype), "b"))
            own[1].grad = np.zeros(1, arrays[0].dtype)
        self._own = own
        self.trainable = True

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES or "_own" not in vars(self):
            raise AttributeError(f"a layer of the adapter has no attribute {name!r}")
        k, part = NAMES[name]
        return getattr(self._own[k], part)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in NAMES:
            k, part = NAMES[name]
            setattr(self._own[k], part, value)
        else:
            super().__setattr__(name, value)

    @property
    def params(self) -> Parameters:
        """Its parameters by name; as a function, a list of them."""
        return Parameters({p.name: p for p in self.given})

    @property
    def parameters(self) -> Parameters:
        """Its parameters by name; as a function, a list of them."""
        return self.params


class Parameters(dict[str, LayerParameter]):
    """Parameters that are read as a dictionary or by a call: ``params["W"]``, ``params()``."""

    def __call__(self) -> list[LayerParameter]:
        return list(self.values())


class Model:
    """A model of layers, which is also iterated over as its layers."""

    def __init__(self, layers: list[Layer]) -> None:
        self.layers = layers
        self.trainable_layers = layers

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def params(self) -> list[LayerParameter]:
        """Return the parameters of all layers."""
        return [p for layer in self.layers for p in layer.given]

    parameters = params
