"""Claims about eps inside or outside the root."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import optimcore

from ...rules.patched_package import build_variant
from ...rules.profiles.adam import EPS_INSIDE as ADAM_EPS_INSIDE
from .base import Claim, Measurement

# From zero and the smallest positive number up to a number with a finite square.
GRADIENTS = (0.0, 5e-324, 1e-200, 1e-160, 1e-12, 1e-8, 1e-4, 1.0, 1e100, 1e150)


def first_steps(package: ModuleType) -> list[float]:
    """Return the sizes of first steps, in units of the learning rate."""
    lengths = []
    for gradient in GRADIENTS:
        parameter = package.Parameter(np.zeros(1))
        optimizer = package.Adam([parameter], lr=1.0)
        parameter.grad = np.full(1, gradient)
        with np.errstate(all="ignore"):
            optimizer.step()
        lengths.append(abs(float(parameter.data[0])))
    return lengths


def compare_placements() -> Measurement:
    """Measure the first step with both placements for gradients of different sizes."""
    outside, inside = first_steps(optimcore), first_steps(build_variant([ADAM_EPS_INSIDE]))
    lost = [sum(not np.isfinite(x) for x in lengths) for lengths in (outside, inside)]
    at = GRADIENTS.index(1e-8)
    return Measurement(
        "true" if lost[0] < lost[1] else "false",
        f"Of {len(GRADIENTS)} gradients from 0 to 1e150, {lost[0]} give a step that is not finite "
        f"with eps outside the root and {lost[1]} with eps inside: the root of 0 is exact. For a "
        f"gradient of 1e-8 the step is {outside[at]:.1e} lr with eps outside and "
        f"{inside[at]:.1e} lr with eps inside.",
        {"lost outside": lost[0], "lost inside": lost[1]},
    )


CLAIMS = (
    Claim(
        "eps-outside-stable",
        "eps outside the root is more stable than eps inside, because it avoids the root of 0.",
        compare_placements,
    ),
)
