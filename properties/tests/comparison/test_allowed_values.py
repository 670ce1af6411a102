"""Intervals of allowed values contain what the comparison with an enclosure allows."""

from __future__ import annotations

import numpy as np
import pytest

from properties.comparison.allowed_values import allowed_values
from properties.enclosures.evaluate import Enclosure
from properties.scenarios.model import Precision


def enclosure(mid: list[float], rad: list[float]) -> Enclosure:
    return Enclosure(((np.array(mid),),), ((np.array(rad),),))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bounds_are_numbers_of_the_format_rounded_outwards(dtype: Precision) -> None:
    mid, rad = [1 / 3, -1 / 3, 1e30, 0.0], [1e-9, 1e-9, 1e20, 1e-50]
    allowed = allowed_values(enclosure(mid, rad), dtype)
    lower, upper = allowed.lower[0][0], allowed.upper[0][0]
    assert (lower <= np.array(mid) - 2 * np.array(rad)).all()
    assert (upper >= np.array(mid) + 2 * np.array(rad)).all()
    for bound in (lower, upper):
        assert (bound.astype(dtype).astype(np.float64) == bound).all()
    inside = np.nextafter(lower.astype(dtype), np.inf, dtype=dtype).astype(np.float64)
    assert (inside >= np.array(mid) - 2 * np.array(rad) - 1e-300).all()


def test_an_exact_value_is_its_own_bounds() -> None:
    allowed = allowed_values(enclosure([0.5], [0.0]), "float32")
    assert allowed.lower[0][0].tolist() == allowed.upper[0][0].tolist() == [0.5]
    assert allowed.contain(((np.array([0.5]),),))
    assert not allowed.contain(((np.array([np.nextafter(0.5, 1)]),),))
    assert not allowed.contain(((np.array([np.nan]),),))
    assert not allowed.contain(((np.array([[0.5]]),),))


def test_an_indefinite_value_allows_everything() -> None:
    allowed = allowed_values(enclosure([0.5, np.nan], [0.0, np.nan]), "float64")
    assert allowed.finite_events == 0
    assert allowed.contain(((np.array([0.5, np.inf]),),))
