"""Claims about the comparison with torch that the case study uses as its only test."""

from __future__ import annotations

import numpy as np

import optimcore

from ...pitfalls import Pitfall, pitfalls
from ...rules.patched_package import plant
from ..naive_test import TOLERANCE, quiet_result
from .base import Claim, Measurement


def distance(pitfall: Pitfall) -> float:
    """Return how far a pitfall changes the result of the naive convergence test.

    Infinite where the optimizer raises or the result is not finite.
    """
    try:
        wrong = quiet_result(pitfall.rule, plant(pitfall.edits))
    except Exception:
        return float("inf")
    off = float(np.max(np.abs(wrong - quiet_result(pitfall.rule, optimcore))))
    return off if np.isfinite(off) else float("inf")


def catches_all() -> Measurement:
    """Count the pitfalls in Adam that the naive convergence test detects."""
    off = {p.id: distance(p) for p in pitfalls().values() if p.rule == "adam"}
    seen = sum(d > TOLERANCE for d in off.values())
    inside = off["eps-inside-root"]
    return Measurement(
        "true" if seen == len(off) else "false",
        f"The test detects {seen} of {len(off)} bugs injected into Adam. With eps inside the root "
        f"the result differs by {inside:.1e}, {TOLERANCE / inside:.0f} times less than the "
        f"tolerance of {TOLERANCE:g}.",
        {"noticed": seen, "planted": len(off), "eps inside the root": inside},
    )


CLAIMS = (
    Claim(
        "one-test-catches-all",
        "A comparison with torch over a hundred steps on a quadratic, to 1e-5, catches every "
        "common bug.",
        catches_all,
    ),
)
