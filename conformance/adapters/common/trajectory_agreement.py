"""Whether two trajectories of one scenario differ by rounding alone."""

from __future__ import annotations

import numpy as np

from properties.scenarios.model import Floats, Scenario
from properties.subjects.trajectory import Trajectory

# The share of the digits to which values agree. Errors of a few units in the last place add up over
# the steps of a scenario, to much less than a quarter of the digits.
DIGITS = 0.75

# The distance from 1 to the next larger number.
EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}


def agree(one: Trajectory, other: Trajectory, scenario: Scenario) -> bool:
    """Whether all parameters agree to three quarters of the digits of the largest element."""
    frames = zip(one.frames, other.frames, strict=True)
    return all(
        _are_close(a, b, EPSILON[dtype] ** DIGITS)
        for frame, same in frames
        for a, b, dtype in zip(frame, same, scenario.dtypes, strict=True)
    )


def _are_close(one: Floats, other: Floats, tolerance: float) -> bool:
    if one.shape != other.shape:
        return False
    a, b = one.astype(np.float64), other.astype(np.float64)
    finite = np.concatenate([np.abs(x[np.isfinite(x)]) for x in (a, b)])
    largest = float(finite.max(initial=0.0))
    return np.allclose(a, b, rtol=tolerance, atol=tolerance * largest, equal_nan=True)
