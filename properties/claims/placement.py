"""What the page says of where eps stands."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import optimcore

from ..edits import ADAM_EPS_INSIDE
from ..planting import plant
from .base import Claim, Measurement

# From zero and the smallest number there is to where squares are still finite.
GRADIENTS = (0.0, 5e-324, 1e-200, 1e-160, 1e-12, 1e-8, 1e-4, 1.0, 1e100, 1e150)


def first_steps(package: ModuleType) -> list[float]:
    """The lengths of first steps in learning rates; not a number where one is lost."""
    lengths = []
    for gradient in GRADIENTS:
        parameter = package.Parameter(np.zeros(1))
        optimizer = package.Adam([parameter], lr=1.0)
        parameter.grad = np.full(1, gradient)
        with np.errstate(all="ignore"):
            optimizer.step()
        lengths.append(abs(float(parameter.data[0])))
    return lengths


def more_stable() -> Measurement:
    """What either placement makes of gradients of all sizes."""
    outside, inside = first_steps(optimcore), first_steps(plant([ADAM_EPS_INSIDE]))
    lost = [sum(not np.isfinite(x) for x in lengths) for lengths in (outside, inside)]
    at = GRADIENTS.index(1e-8)
    return Measurement(
        "true" if lost[0] < lost[1] else "false",
        f"Of {len(GRADIENTS)} gradients from 0 to 1e150 eps outside loses {lost[0]} and eps inside "
        f"{lost[1]}: the root of 0 is exact. Inside damps more: a gradient of 1e-8 moves by "
        f"{outside[at]:.1e} lr with eps outside and by {inside[at]:.1e} lr with eps inside.",
        {"lost outside": lost[0], "lost inside": lost[1]},
    )


CLAIMS = (
    Claim(
        "eps-outside-stable",
        "eps added to the root is more stable than eps under it, for it avoids the root of 0.",
        more_stable,
    ),
)
