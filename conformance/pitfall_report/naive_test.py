"""What the convergence test of the case study sees of a pitfall."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

import optimcore
from properties.case_study.naive_test import TOLERANCE, naive_test_loss, naive_test_result
from properties.pitfalls import Pitfall
from properties.rules.patched_package import build_variant
from properties.scenarios.model import Floats


@dataclass(frozen=True)
class NaiveTestResult:
    """The result of the convergence test with a pitfall.

    Attributes:
        distance: How far the pitfall moves the result; None if that is not finite.
        loss: The loss after the test; None if it is not finite.
        raised: Whether an exception was raised, so that there is neither.
    """

    distance: float | None
    loss: float | None
    raised: bool = False

    def describe(self) -> str:
        """Describe in a sentence whether the test detects the pitfall, and its error."""
        if self.raised:
            return "The convergence test raises an exception."
        detects = self.distance is None or self.distance > TOLERANCE
        verb = "detects it" if detects else "does not detect it"
        size = "not a number" if self.distance is None else f"{self.distance:.1e}"
        return f"The convergence test {verb}: the error after 100 steps is {size}, tolerance 1e-5."


def measure_naive_test(pitfall: Pitfall) -> NaiveTestResult:
    """Run the convergence test with a pitfall."""
    clean = _result_without_pitfall(pitfall.rule)
    try:
        result = naive_test_result(pitfall.rule, build_variant(pitfall.edits))
    except Exception:
        return NaiveTestResult(None, None, raised=True)
    distance = float(np.max(np.abs(result - clean)))
    return NaiveTestResult(_finite(distance), _finite(naive_test_loss(result)))


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None


@cache
def _result_without_pitfall(rule: str) -> Floats:
    return naive_test_result(rule, optimcore)
