"""The training loop, with the order of events that optimizers rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from .autograd import Parameter, Tensor
from .optimizer import Optimizer


class Model(Protocol):
    """What the loop needs of a model."""

    def build(self) -> None:
        """Make the parameters that were not made at construction."""

    def convert(self) -> None:
        """Bring the parameters into their final form; this may replace the objects."""

    def parameters(self) -> Iterable[Parameter]:
        """All parameters there are now."""


def train(
    model: Model,
    make_optimizer: Callable[[Iterable[Parameter]], Optimizer],
    losses: Iterable[Callable[[], Tensor]],
) -> Iterator[float]:
    """Take one step along the gradient of each loss and yield its value before that step.

    The optimizer is made when the model is complete, since it tracks the parameter objects that it
    is given and no others; gradients are cleared before each ``backward``, which adds to them.
    """
    model.build()
    model.convert()
    optimizer = make_optimizer(model.parameters())
    for loss in losses:
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        yield float(value.data)
