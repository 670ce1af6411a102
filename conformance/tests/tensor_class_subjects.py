"""A miniature of a package with a tensor class of its own, and an optimizer over it."""

from __future__ import annotations

TENSOR = """
import numpy as np

class Tensor:
    __slots__ = ("data", "grad", "requires_grad")

    def __init__(self, data, dtype=np.float32, requires_grad=False):
        self.data = np.asarray(data).astype(dtype)
        self.requires_grad = requires_grad
        self.grad = None

    @property
    def shape(self):
        return self.data.shape

    def __mul__(self, other):
        return Product(self, other)

class Product:
    def __init__(self, one, other):
        self.one, self.other = one, other

    def backward(self):
        self.one.grad = GRADIENT
"""
OPTIMIZER = """
import numpy as np

class SGD:
    def __init__(self, params, lr=1e-3):
        self.params = [p for p in params if p.requires_grad]
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                assert type(p).__name__ == "Tensor"
                p.data -= self.lr * p.grad.copy()

    def zero_grad(self):
        for p in self.params:
            p.grad = None
"""


def tensor_source(wrapped: bool) -> str:
    """Return the source of the class; if wrapped, gradients are objects of it too."""
    gradient = "self.one.data * 2"
    return TENSOR.replace("GRADIENT", f"Tensor({gradient})" if wrapped else gradient)


def optimizer_source(wrapped: bool) -> str:
    """Return the source of an optimizer over the class, with gradients that are wrapped or not."""
    return OPTIMIZER.replace("p.grad.copy()", "p.grad.data") if wrapped else OPTIMIZER
