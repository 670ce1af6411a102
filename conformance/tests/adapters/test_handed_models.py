"""Optimizers that take a model or a layer, written as tutorials and small libraries do."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.tests.fixture_types import WriteSubject

MOMENTUM_OF_A_LAYER = """
import numpy as np

class SGD:
    def __init__(self, learning_rate=1e-3, momentum=0.0):
        self.learning_rate, self.momentum = learning_rate, momentum

    def pre_update_params(self):
        self.rate = self.learning_rate

    def update_params(self, layer):
        if not hasattr(layer, "weight_momentums"):
            layer.weight_momentums = np.zeros_like(layer.weights)
            layer.bias_momentums = np.zeros_like(layer.biases)
        layer.weight_momentums = self.momentum * layer.weight_momentums + layer.dweights
        layer.bias_momentums = self.momentum * layer.bias_momentums + layer.dbiases
        layer.weights += -self.rate * layer.weight_momentums
        layer.biases += -self.rate * layer.bias_momentums
"""
LAYERS = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def step(self, layers):
        for layer in layers:
            layer.W = layer.W - self.lr * layer.dW
            layer.b = layer.b - self.lr * layer.db
"""
PARAMETERS_OF_A_NET = """
class SGD:
    def __init__(self, lr=1e-3):
        self.lr = lr

    def step(self, net):
        for p in net.params():
            if p.grad is not None:
                p.data -= self.lr * p.grad
"""


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        (MOMENTUM_OF_A_LAYER, "* layer.bias_momentums + layer.db", "* layer.biases + layer.db"),
        (LAYERS, "layer.b - self.lr", "layer.b + self.lr"),
        (PARAMETERS_OF_A_NET, "self.lr * p.grad", "self.lr * p.grad * 1.001"),
    ],
    ids=["layer", "layers", "net"],
)
def test_a_model_or_layer_is_given(
    source: str, before: str, after: str, write_subject: WriteSubject
) -> None:
    right = check(f"{write_subject(source)}:SGD", "sgd", examples=1)
    assert (right.verdict, right.error, right.adapter) == ("conforms", None, "handed-models")
    assert before in source
    wrong = check(f"{write_subject(source.replace(before, after))}:SGD", "sgd", examples=1)
    assert wrong.verdict == "diverges"
