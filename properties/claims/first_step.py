"""What the page says of Adam's first step at a tiny learning rate."""

from __future__ import annotations

import numpy as np

from optimcore import Adam, Parameter

from .base import Claim, Measurement

RATE, EPS = 1e-6, 1e-8
GRADIENTS = (1e-10, 1e-8, 1e-4, 1.0, 1e4)


def first_step(gradient: float) -> float:
    """The length of the first step, in learning rates."""
    parameter = Parameter(np.zeros(1))
    optimizer = Adam([parameter], lr=RATE, eps=EPS)
    parameter.grad = np.full(1, gradient)
    optimizer.step()
    return float(-parameter.data[0]) / RATE


def still_large() -> Measurement:
    """The first step for gradients of all sizes."""
    lengths = {g: first_step(g) for g in GRADIENTS}
    largest = max(lengths.values())
    off = max(abs(length - g / (g + EPS)) for g, length in lengths.items())
    return Measurement(
        "true" if largest > 2 else "false",
        f"For gradients from {GRADIENTS[0]:g} to {GRADIENTS[-1]:g} it is at most {largest:.6f} lr: "
        f"lr |g| / (|g| + eps), to {off:.0e}. The correction undoes what starting at 0 did.",
        {"largest": largest, "off": off},
    )


CLAIMS = (
    Claim(
        "tiny-rate",
        "With a tiny learning rate the first step is still large, ten times through correction.",
        still_large,
    ),
)
