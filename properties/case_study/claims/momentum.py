"""Claims about momentum."""

from __future__ import annotations

import numpy as np

from optimcore import SGD, Parameter

from .base import Claim, Measurement

MOMENTUM, STEPS = 0.9, 400


def sum_gradient_weights() -> float:
    """Return the sum of the weights of past gradients in a step."""
    parameter = Parameter(np.zeros(1))
    optimizer = SGD([parameter], lr=1.0, momentum=MOMENTUM)
    for _ in range(STEPS):
        before = parameter.data.copy()
        parameter.grad = np.ones(1)
        optimizer.step()
    return float(before[0] - parameter.data[0])


def measure_gradient_weights() -> Measurement:
    """Measure whether the weights of past gradients add up to 1."""
    total = sum_gradient_weights()
    return Measurement(
        "true" if abs(total - 1) < 1e-6 else "false",
        f"With a momentum of {MOMENTUM:g} the weights of past gradients add up to {total:.4f}, not "
        f"to 1: under a constant gradient steps become {total:.0f} times as large.",
        {"sum of weights": total},
    )


CLAIMS = (
    Claim(
        "momentum-averages",
        "SGD with momentum steps along an exponentially weighted average of the gradients.",
        measure_gradient_weights,
    ),
)
