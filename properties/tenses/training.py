"""The training run: 250 forms to learn, 50 held out, a perceptron of 469 parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import optimcore

from .inputs import ENDS, INSIDE, numbers
from .verbs import TENSES, Form, forms

LEARNT, HELD_OUT = 250, 50
EPOCHS = 30
BATCH = 10
SIZES = (len(ENDS) + len(INSIDE), 15, len(TENSES))

Numbers = NDArray[np.float64]
Labels = NDArray[np.intp]


@dataclass(frozen=True)
class Training:
    """What one training run showed.

    Attributes:
        losses: the mean loss of each epoch, over its batches before their steps.
        learnt: the part of the forms learnt from that is told rightly in the end.
        held_out: the same of the forms held out.
        confusion: held-out forms by true tense (row) and told tense (column).
    """

    losses: tuple[float, ...]
    learnt: float
    held_out: float
    confusion: NDArray[np.intp]


def split(seed: int) -> tuple[list[Form], list[Form]]:
    """The forms to learn and those held out; no form is in both."""
    order = np.random.default_rng(seed).permutation(len(forms()))[: LEARNT + HELD_OUT]
    chosen = [forms()[k] for k in order]
    return chosen[:LEARNT], chosen[LEARNT:]


def trained(make: Callable[[Any], Any], seed: int = 0, package: ModuleType = optimcore) -> Training:
    """Train the perceptron with an optimizer of optimcore, or of a copy of it.

    Args:
        make: gives the optimizer of the parameters that it is given.
        seed: of the split, of the first weights, and of the order of the batches.
    """
    learnt, held_out = (_as_arrays(part) for part in split(seed))
    rng = np.random.default_rng(seed)
    model = Perceptron(package, rng)
    with np.errstate(all="ignore"):
        batches = list(_batches(learnt, rng))
        run = package.train(model, make, [model.loss(package, *batch) for batch in batches])
        losses = np.array(list(run)).reshape(EPOCHS, -1).mean(axis=1)
        told = model.told(held_out[0])
        right = float(np.mean(model.told(learnt[0]) == learnt[1]))
    return Training(
        tuple(float(loss) for loss in losses),
        right,
        float(np.mean(told == held_out[1])),
        confused(held_out[1], told),
    )


class Perceptron:
    """26 inputs, 15 hidden units with tanh, 4 tenses: 469 numbers to learn."""

    def __init__(self, package: ModuleType, rng: np.random.Generator) -> None:
        self.mlp = package.MLP(SIZES, rng)

    def build(self) -> None:
        """Everything is made at construction."""

    def convert(self) -> None:
        """Everything has its final form."""

    def parameters(self) -> Iterator[Any]:
        """Weights and biases."""
        yield from self.mlp.parameters()

    def loss(self, package: ModuleType, x: Numbers, y: Labels) -> Callable[[], Any]:
        """The cross-entropy of one batch, when it is called."""
        return lambda: package.softmax_cross_entropy(self.mlp(x), y)

    def told(self, x: Numbers) -> Labels:
        """The tense that gets the largest output."""
        best: Labels = np.argmax(self.mlp(x).data, axis=1)
        return best


def confused(true: Labels, told: Labels) -> NDArray[np.intp]:
    """How often each true tense (row) was told to be each tense (column)."""
    table = np.zeros((len(TENSES), len(TENSES)), np.intp)
    np.add.at(table, (true, told), 1)
    return table


def _as_arrays(part: list[Form]) -> tuple[Numbers, Labels]:
    return (
        np.array([numbers(form.text) for form in part]),
        np.array([TENSES.index(form.tense) for form in part]),
    )


def _batches(
    learnt: tuple[Numbers, Labels], rng: np.random.Generator
) -> Iterator[tuple[Numbers, Labels]]:
    x, y = learnt
    for _ in range(EPOCHS):
        order = rng.permutation(LEARNT)
        for at in range(0, LEARNT, BATCH):
            yield x[order[at : at + BATCH]], y[order[at : at + BATCH]]
