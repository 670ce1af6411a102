"""A training loop, with the order of calls that optimizers need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from .autograd import Parameter, Tensor
from .optimizer import Optimizer


class Model(Protocol):
    """The interface of a model for the training loop."""

    def build(self) -> None:
        """Create the parameters that were not created at construction."""

    def convert(self) -> None:
        """Convert the parameters to their final form; this may replace the objects."""

    def parameters(self) -> Iterable[Parameter]:
        """Return all current parameters."""


def train(
    model: Model,
    make_optimizer: Callable[[Iterable[Parameter]], Optimizer],
    losses: Iterable[Callable[[], Tensor]],
) -> Iterator[float]:
    """Take one step along the gradient of each loss and yield its value before that step.

    The optimizer is created when the model is complete, because it updates only the parameter
    objects that it is given. Gradients are cleared before each ``backward``, which adds to them.
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
