"""The training loop calls the optimizer in the required order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from optimcore import SGD, Optimizer, Parameter, Tensor, train


class Late:
    """A model that creates its parameter late, replaces it once, and records both."""

    def __init__(self, calls: list[str]) -> None:
        self.calls = calls

    def build(self) -> None:
        self.calls.append("build")
        self.p = Parameter([1.0])

    def convert(self) -> None:
        self.calls.append("convert")
        self.p = Parameter(self.p.data * 2)

    def parameters(self) -> Iterable[Parameter]:
        self.calls.append("parameters")
        return [self.p]


class Telling(SGD):
    """SGD that records the calls of its methods."""

    calls: list[str]

    def zero_grad(self) -> None:
        self.calls.append("zero_grad")
        super().zero_grad()

    def step(self) -> None:
        self.calls.append(f"step along {self.params[0].grad}")
        super().step()


def made(calls: list[str]) -> Callable[[Iterable[Parameter]], Optimizer]:
    def make(params: Iterable[Parameter]) -> Optimizer:
        calls.append("optimizer")
        optimizer = Telling(params, 0.25)
        optimizer.calls = calls
        return optimizer

    return make


def test_events_come_in_order_and_gradients_do_not_pile_up() -> None:
    calls: list[str] = []
    model = Late(calls)

    def loss() -> Tensor:
        calls.append("loss")
        return (model.p * model.p).sum()

    values = list(train(model, made(calls), [loss, loss]))
    assert calls == [
        "build", "convert", "parameters", "optimizer",
        "zero_grad", "loss", "step along [4.]",
        "zero_grad", "loss", "step along [2.]",
    ]  # fmt: skip
    assert values == [4.0, 1.0]
    assert all(type(value) is float for value in values)
    np.testing.assert_array_equal(model.p.data, [0.5])


def test_the_loop_ends_when_its_iterator_is_not_advanced() -> None:
    calls: list[str] = []
    model = Late(calls)

    def loss() -> Tensor:
        return (model.p * 3.0).sum()

    training = train(model, made(calls), iter([loss] * 5))
    assert calls == []
    assert next(training) == 6.0
    np.testing.assert_array_equal(model.p.data, [1.25])
    assert calls.count("zero_grad") == 1


def test_without_losses_nothing_moves() -> None:
    calls: list[str] = []
    assert list(train(Late(calls), made(calls), [])) == []
    assert calls == ["build", "convert", "parameters", "optimizer"]
