"""Optimizers in a user's file that derive from a library's class, or build one."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.tests.fixture_types import WriteSubject

RIVER = """
from river.optim.base import Optimizer

class Adagrad(Optimizer):
    def __init__(self, lr=0.01, eps=1e-10):
        super().__init__(lr)
        self.eps, self.sums = eps, {}

    def _step_with_dict(self, w, g):
        for i, gi in g.items():
            self.sums[i] = self.sums.get(i, 0.0) + gi * gi
            w[i] -= self.learning_rate * gi / (self.sums[i] ** 0.5 + self.eps)
        return w
"""

FACTORY = """
from river import optim

def sgd(lr=0.01):
    return optim.SGD(lr)
"""

TRIPLE = """
from jax.example_libraries import optimizers

@optimizers.optimizer
def momentum(step_size, mass=0.0):
    def init(x):
        return x, 0 * x

    def update(i, g, state):
        x, v = state
        v = mass * v + g
        return x - step_size * v, v

    return init, update, lambda state: state[0]
"""

MLX = """
import mlx.core as mx
import mlx.optimizers as optim

class Yogi(optim.Optimizer):
    def __init__(self, learning_rate=1e-2, betas=(0.9, 0.999), eps=1e-3):
        super().__init__()
        self._maybe_schedule("learning_rate", learning_rate)
        self.betas, self.eps = betas, eps

    def init_single(self, parameter, state):
        state["m"], state["v"] = mx.zeros_like(parameter), mx.zeros_like(parameter)

    def apply_single(self, gradient, parameter, state):
        b1, b2 = self.betas
        square = gradient * gradient
        state["m"] = b1 * state["m"] + (1 - b1) * gradient
        state["v"] = state["v"] - (1 - b2) * mx.sign(state["v"] - square) * square
        step = self.learning_rate.astype(gradient.dtype)
        return parameter - step * state["m"] / (mx.sqrt(state["v"]) + self.eps)
"""

KERAS = """
import keras
from keras import ops

class SGD(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.01):
        super().__init__(learning_rate=learning_rate)

    def update_step(self, gradient, variable, learning_rate):
        rate = ops.cast(learning_rate, variable.dtype)
        self.assign_sub(variable, ops.multiply(rate, ops.cast(gradient, variable.dtype)))
"""


@pytest.mark.parametrize(
    ("library", "source", "name", "rule", "adapter", "verdict"),
    [
        ("river", RIVER, "Adagrad", "adagrad", "river", "conforms"),
        ("river", RIVER.replace("** 0.5 + self.eps", "+ self.eps"), "Adagrad", "adagrad", "river",
         "diverges"),
        ("river", FACTORY, "sgd", "sgd", "river", "conforms"),
        ("jax", TRIPLE, "momentum", "sgd", "jax-triples", "conforms"),
        ("mlx", MLX, "Yogi", "yogi", "mlx", "diverges"),
        ("keras", KERAS, "SGD", "sgd", "keras", "conforms"),
    ],
    ids=["river", "river-eps", "river-made", "triple", "mlx", "keras"],
)  # fmt: skip
def test_a_derived_class_is_run_with_the_adapter_of_its_library(
    library: str, source: str, name: str, rule: str, adapter: str, verdict: str,
    write_subject: WriteSubject,
) -> None:  # fmt: skip
    pytest.importorskip(library)
    report = check(f"{write_subject(source)}:{name}", rule, examples=1)
    assert (report.verdict, report.error) == (verdict, None)
    assert report.adapter == adapter
