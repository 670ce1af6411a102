"""Claims about the step count and the bias correction."""

from __future__ import annotations

import numpy as np

from optimcore import Adam, Parameter

from ...pitfalls import pitfalls
from ...rules.patched_package import build_variant
from ...rules.shared_edits import GLOBAL_T
from .base import Claim, Measurement

BETAS = (0.9, 0.999)
STEPS = 50


def first_update(kind: type[Adam], parameter: type[Parameter]) -> float:
    """Return the first step of a parameter that gets its first gradient at the second step."""
    early, late = (parameter(np.zeros(1)) for _ in range(2))
    optimizer = kind([early, late], lr=1.0)
    for gradient in (None, np.ones(1)):
        early.grad, late.grad = np.ones(1), gradient
        optimizer.step()
    return float(-late.data[0])


def compare_step_counts() -> Measurement:
    """Compare one shared step count with one per parameter where a gradient is missing once."""
    package = build_variant([GLOBAL_T])
    shared = first_update(package.Adam, package.Parameter)
    own = first_update(Adam, Parameter)
    off = abs(shared / own - 1)
    return Measurement(
        "false" if off > 1e-6 else "true",
        f"A parameter whose first gradient comes at the second step moves by {own:.4f} lr with its "
        f"own step count and by {shared:.4f} lr with a shared one, {100 * off:.1f} % apart.",
        {"own count": own, "one count": shared},
    )


def measure_late_corrections() -> Measurement:
    """Measure the effect of each bias correction after fifty steps."""
    first, second = (1 / (1 - beta**STEPS) for beta in BETAS)
    shrinks = second**0.5
    both = first / shrinks
    return Measurement(
        "true" if max(abs(first - 1), abs(shrinks - 1)) < 0.01 else "in part",
        f"At step {STEPS} the first moment is corrected by a factor of {first:.4f}, but the root "
        f"of the second by {shrinks:.2f}: without both, steps are {1 / both:.1f} times as large.",
        {"first": first, "root of second": shrinks},
    )


def measure_zero_step_count() -> Measurement:
    """Run one step with a step count that stays 0."""
    package = build_variant(pitfalls()["t-not-incremented"].edits)
    parameter = package.Parameter(np.ones(1))
    optimizer = package.Adam([parameter])
    parameter.grad = np.ones(1)
    try:
        with np.errstate(all="ignore"):
            optimizer.step()
    except ZeroDivisionError:
        return Measurement("true", "The first step raises ZeroDivisionError.", {"raised": 1.0})
    value = float(parameter.data[0])
    ended = "NaN" if np.isnan(value) else f"{value:g}"
    return Measurement(
        "in part",
        f"NumPy divides arrays by zero without an exception: the parameter becomes {ended}, and "
        "NumPy only issues a warning.",
        {"raised": 0.0, "finite": float(np.isfinite(value))},
    )


CLAIMS = (
    Claim(
        "global-count",
        "In practice, one step count for all parameters behaves like one per parameter.",
        compare_step_counts,
    ),
    Claim("fifty-steps", "After about 50 steps the bias correction is negligible.",
    measure_late_corrections),
    Claim("count-stays-zero", "A step count that is never incremented leads to a division by zero.",
          measure_zero_step_count),
)  # fmt: skip
