"""The training run: 250 training forms, 50 held-out forms, a perceptron of 469 parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import optimcore

from .inputs import ENDS, INSIDE, encode_form
from .verbs import TENSES, Form, forms

LEARNT, HELD_OUT = 250, 50
EPOCHS = 30
BATCH = 10
SIZES = (len(ENDS) + len(INSIDE), 15, len(TENSES))

Numbers = NDArray[np.float64]
Labels = NDArray[np.intp]


@dataclass(frozen=True)
class Training:
    """The results of one training run.

    Attributes:
        losses: mean loss of each epoch, over its batches before their steps.
        learnt: accuracy on the training forms at the end.
        held_out: accuracy on the held-out forms at the end.
        confusion: numbers of held-out forms by true tense (row) and predicted tense (column).
    """

    losses: tuple[float, ...]
    learnt: float
    held_out: float
    confusion: NDArray[np.intp]


def split_forms(seed: int) -> tuple[list[Form], list[Form]]:
    """Return disjoint training forms and held-out forms."""
    order = np.random.default_rng(seed).permutation(len(forms()))[: LEARNT + HELD_OUT]
    chosen = [forms()[k] for k in order]
    return chosen[:LEARNT], chosen[LEARNT:]


def train_perceptron(
    make: Callable[[Any], Any], seed: int = 0, package: ModuleType = optimcore
) -> Training:
    """Train the perceptron with an optimizer of optimcore, or of a copy of it.

    Args:
        make: returns an optimizer for the given parameters.
        seed: random seed of the split, the initial weights and the order of the batches.
    """
    learnt, held_out = (_as_arrays(part) for part in split_forms(seed))
    rng = np.random.default_rng(seed)
    model = Perceptron(package, rng)
    with np.errstate(all="ignore"):
        batches = list(_batches(learnt, rng))
        run = package.train(model, make, [model.loss(package, *batch) for batch in batches])
        losses = np.array(list(run)).reshape(EPOCHS, -1).mean(axis=1)
        predicted = model.predict_tenses(held_out[0])
        right = float(np.mean(model.predict_tenses(learnt[0]) == learnt[1]))
    return Training(
        tuple(float(loss) for loss in losses),
        right,
        float(np.mean(predicted == held_out[1])),
        confusion_matrix(held_out[1], predicted),
    )


class Perceptron:
    """A perceptron with 26 inputs, 15 tanh units and 4 outputs: 469 parameters."""

    def __init__(self, package: ModuleType, rng: np.random.Generator) -> None:
        self.mlp = package.MLP(SIZES, rng)

    def build(self) -> None:
        """Do nothing: all parameters are created at construction."""

    def convert(self) -> None:
        """Do nothing: the parameters have their final form."""

    def parameters(self) -> Iterator[Any]:
        """Yield weights and biases."""
        yield from self.mlp.parameters()

    def loss(self, package: ModuleType, x: Numbers, y: Labels) -> Callable[[], Any]:
        """Return a function that computes the cross-entropy of one batch."""
        return lambda: package.softmax_cross_entropy(self.mlp(x), y)

    def predict_tenses(self, x: Numbers) -> Labels:
        """Return the tense with the largest output for each form."""
        best: Labels = np.argmax(self.mlp(x).data, axis=1)
        return best


def confusion_matrix(true: Labels, predicted: Labels) -> NDArray[np.intp]:
    """Return the confusion matrix by true tense (row) and predicted tense (column)."""
    table = np.zeros((len(TENSES), len(TENSES)), np.intp)
    np.add.at(table, (true, predicted), 1)
    return table


def _as_arrays(part: list[Form]) -> tuple[Numbers, Labels]:
    return (
        np.array([encode_form(form.text) for form in part]),
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
