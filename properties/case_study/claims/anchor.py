"""Claims about the training run of the case study."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from optimcore import SGD, Adam

from ..tense_classifier import EPOCHS, Training, train_perceptron
from .base import Claim, Measurement

SEEDS = 10


def adam(params: Any) -> Adam:
    """Return the optimizer of the case study."""
    return Adam(params, lr=1e-2)


def sgd(params: Any) -> SGD:
    """Return the optimizer that the case study compares it with."""
    return SGD(params, lr=0.5)


OPTIMIZERS: dict[str, Callable[[Any], Any]] = {"Adam(lr=1e-2)": adam, "SGD(lr=0.5)": sgd}


@cache
def training_runs(name: str) -> tuple[Training, ...]:
    """Return the training runs with one of the two optimizers, one run per seed."""
    return tuple(train_perceptron(OPTIMIZERS[name], seed) for seed in range(SEEDS))


def worst_accuracies(name: str) -> tuple[float, float]:
    """Return the lowest accuracy over the seeds, on training forms and on held-out forms."""
    seen = training_runs(name)
    return min(run.learnt for run in seen), min(run.held_out for run in seen)


def measure_convergence() -> Measurement:
    """Measure the lowest accuracy with Adam."""
    learnt, held_out = worst_accuracies("Adam(lr=1e-2)")
    return Measurement(
        "true" if learnt > 0.9 and held_out > 0.85 else "false",
        f"Over {SEEDS} seeds, at least {100 * learnt:.1f} % of 250 training forms and "
        f"{100 * held_out:.0f} % of 50 held-out forms are classified correctly after {EPOCHS} "
        "epochs.",
        {"learnt": learnt, "held out": held_out},
    )


def measure_sgd_accuracy() -> Measurement:
    """Measure the lowest accuracy with SGD, and compare it with that of Adam."""
    learnt, held_out = worst_accuracies("SGD(lr=0.5)")
    best, best_held_out = worst_accuracies("Adam(lr=1e-2)")
    near = best - learnt < 0.05 and best_held_out - held_out < 0.05
    return Measurement(
        "true" if near else "false",
        f"Over {SEEDS} seeds, SGD classifies at least {100 * learnt:.1f} % of the training forms "
        f"and {100 * held_out:.0f} % of the held-out forms correctly, Adam {100 * best:.1f} % and "
        f"{100 * best_held_out:.0f} %.",
        {"learnt": learnt, "held out": held_out, "Adam learnt": best},
    )


CLAIMS = (
    Claim(
        "anchor-adam",
        "Adam with lr=1e-2 exceeds 90 % accuracy in training and 85 % on held-out data within 30 "
        "epochs.",
        measure_convergence,
    ),
    Claim("anchor-sgd", "SGD with lr=0.5 converges comparably.", measure_sgd_accuracy),
)
