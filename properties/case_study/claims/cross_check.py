"""Claims about the comparison with torch that the case study uses as its only test."""

from __future__ import annotations

import numpy as np

import optimcore

from ...pitfalls import Pitfall, pitfalls
from ...rules.patched_package import build_variant
from ..naive_test import TOLERANCE, naive_test_result
from .base import Claim, Measurement


def naive_test_distance(pitfall: Pitfall) -> float:
    """Return how far a pitfall changes the result of the naive convergence test.

    Infinite where the optimizer raises or the result is not finite.
    """
    try:
        wrong = naive_test_result(pitfall.rule, build_variant(pitfall.edits))
    except Exception:
        return float("inf")
    off = float(np.max(np.abs(wrong - naive_test_result(pitfall.rule, optimcore))))
    return off if np.isfinite(off) else float("inf")


def count_detected_pitfalls() -> Measurement:
    """Count the pitfalls in Adam that the naive convergence test detects."""
    off = {p.id: naive_test_distance(p) for p in pitfalls().values() if p.rule == "adam"}
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
        "A comparison with torch over a hundred steps on a quadratic, to 1e-5, detects every "
        "common bug.",
        count_detected_pitfalls,
    ),
)
