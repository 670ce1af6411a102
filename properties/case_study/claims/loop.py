"""Claims about the training loop."""

from __future__ import annotations

from functools import partial

import numpy as np

from optimcore import SGD, Adam, Optimizer, Parameter

from ...pitfalls import pitfalls
from ...rules.patched_package import build_variant
from ..tense_classifier import EPOCHS, train_perceptron
from .base import Claim, Measurement


def measure_divergence() -> Measurement:
    """Measure the loss of the training run of the case study without zero_grad."""
    package = build_variant(pitfalls()["zero-grad-forgotten"].edits)
    ends = {}
    for name, rate in (("SGD", 0.5), ("Adam", 1e-2)):
        kind = getattr(package, name)
        run = train_perceptron(partial(kind, lr=rate), package=package)
        ends[name] = (run.losses[0], run.losses[-1], run.learnt)
    grew = [last > first for first, last, _ in ends.values()]
    outcomes = "; ".join(
        f"with {name} the loss goes from {first:.2f} in the first epoch to {last:.2f} in the "
        f"{EPOCHS}th, and {100 * right:.0f} % of the training forms are classified correctly"
        for name, (first, last, right) in ends.items()
    )
    return Measurement(
        "true" if all(grew) else "in part" if any(grew) else "false",
        f"On the perceptron of the case study, {outcomes}.",
        {
            f"{name} {what}": value
            for name, values in ends.items()
            for what, value in zip(("first loss", "last loss", "learnt"), values, strict=True)
        },
    )


def measure_step_without_backward() -> Measurement:
    """Measure a step before any backward pass."""
    moved = 0.0
    for kind in (SGD, Adam):
        parameter = Parameter(np.ones(3))
        optimizer: Optimizer = kind([parameter])
        optimizer.step()
        moved = max(moved, float(np.max(np.abs(parameter.data - 1))))
    return Measurement(
        "true" if moved == 0 else "false",
        f"A parameter without a gradient moves by at most {moved:g}.",
        {"moved": moved},
    )


CLAIMS = (
    Claim("zero-grad-diverges", "Without zero_grad the loss diverges immediately.",
          measure_divergence),
    Claim("step-before-backward", "A step before any backward pass changes nothing.",
          measure_step_without_backward),
)  # fmt: skip
