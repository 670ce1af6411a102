"""Claims about the first step of Adam at a tiny learning rate."""

from __future__ import annotations

import numpy as np

from optimcore import Adam, Parameter

from .base import Claim, Measurement

RATE, EPS = 1e-6, 1e-8
GRADIENTS = (1e-10, 1e-8, 1e-4, 1.0, 1e4)


def first_step(gradient: float) -> float:
    """Return the size of the first step, in units of the learning rate."""
    parameter = Parameter(np.zeros(1))
    optimizer = Adam([parameter], lr=RATE, eps=EPS)
    parameter.grad = np.full(1, gradient)
    optimizer.step()
    return float(-parameter.data[0]) / RATE


def measure_first_steps() -> Measurement:
    """Measure the first step for gradients of different sizes."""
    lengths = {g: first_step(g) for g in GRADIENTS}
    largest = max(lengths.values())
    off = max(abs(length - g / (g + EPS)) for g, length in lengths.items())
    return Measurement(
        "true" if largest > 2 else "false",
        f"For gradients from {GRADIENTS[0]:g} to {GRADIENTS[-1]:g} the first step is at most "
        f"{largest:.6f} lr: it is lr |g| / (|g| + eps), to {off:.0e}. The bias correction "
        "compensates for moments that start at 0.",
        {"largest": largest, "off": off},
    )


CLAIMS = (
    Claim(
        "tiny-rate",
        "With a tiny learning rate the first step is still large, because the bias correction "
        "multiplies it by ten.",
        measure_first_steps,
    ),
)
