"""What the page's one test sees of the mistakes that it is said to catch."""

from __future__ import annotations

import numpy as np

import optimcore

from ..pitfalls import Pitfall, pitfalls
from ..planting import plant
from ..quiet import TOLERANCE, quiet_result
from .base import Claim, Measurement


def distance(pitfall: Pitfall) -> float:
    """How far the mistake moves the end of the page's test; infinite where it raises."""
    try:
        wrong = quiet_result(pitfall.rule, plant(pitfall.edits))
    except Exception:
        return float("inf")
    off = float(np.max(np.abs(wrong - quiet_result(pitfall.rule, optimcore))))
    return off if np.isfinite(off) else float("inf")


def catches_all() -> Measurement:
    """How many of the known mistakes in Adam the test notices."""
    off = {p.id: distance(p) for p in pitfalls().values() if p.rule == "adam"}
    seen = sum(d > TOLERANCE for d in off.values())
    inside = off["eps-inside-root"]
    return Measurement(
        "true" if seen == len(off) else "false",
        f"It notices {seen} of {len(off)} planted in Adam. With eps inside the root it ends "
        f"{inside:.1e} away, {TOLERANCE / inside:.0f} times less than its tolerance of "
        f"{TOLERANCE:g}.",
        {"noticed": seen, "planted": len(off), "eps inside the root": inside},
    )


CLAIMS = (
    Claim(
        "one-test-catches-all",
        "A hundred steps on a quadratic beside torch, to 1e-5, catch every common bug at once.",
        catches_all,
    ),
)
