"""What the page says of its training run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from optimcore import SGD, Adam

from ..tenses import EPOCHS, Training, trained
from .base import Claim, Measurement

SEEDS = 10


def adam(params: Any) -> Adam:
    """The page's optimizer."""
    return Adam(params, lr=1e-2)


def sgd(params: Any) -> SGD:
    """The one that the page sets beside it."""
    return SGD(params, lr=0.5)


OPTIMIZERS: dict[str, Callable[[Any], Any]] = {"Adam(lr=1e-2)": adam, "SGD(lr=0.5)": sgd}


@cache
def runs(name: str) -> tuple[Training, ...]:
    """The training runs of one of the two, a run for each seed."""
    return tuple(trained(OPTIMIZERS[name], seed) for seed in range(SEEDS))


def worst(name: str) -> tuple[float, float]:
    """The least part told rightly over the seeds: of the forms learnt, and of those held out."""
    seen = runs(name)
    return min(run.learnt for run in seen), min(run.held_out for run in seen)


def converges() -> Measurement:
    """Whether every seed gets there."""
    learnt, held_out = worst("Adam(lr=1e-2)")
    return Measurement(
        "true" if learnt > 0.9 and held_out > 0.85 else "false",
        f"Over {SEEDS} seeds at least {100 * learnt:.1f} % of 250 forms learnt and "
        f"{100 * held_out:.0f} % of 50 held out are told rightly after {EPOCHS} epochs.",
        {"learnt": learnt, "held out": held_out},
    )


def comparable() -> Measurement:
    """Whether plain SGD gets there too."""
    learnt, held_out = worst("SGD(lr=0.5)")
    best, best_held_out = worst("Adam(lr=1e-2)")
    near = best - learnt < 0.05 and best_held_out - held_out < 0.05
    return Measurement(
        "true" if near else "false",
        f"Over {SEEDS} seeds SGD tells at least {100 * learnt:.1f} % and {100 * held_out:.0f} % "
        f"rightly, Adam {100 * best:.1f} % and {100 * best_held_out:.0f} %.",
        {"learnt": learnt, "held out": held_out, "Adam learnt": best},
    )


CLAIMS = (
    Claim(
        "anchor-adam",
        "Adam at 1e-2 passes 90 % in training and 85 % held out within 30 epochs.",
        converges,
    ),
    Claim("anchor-sgd", "SGD at 0.5 converges comparably.", comparable),
)
