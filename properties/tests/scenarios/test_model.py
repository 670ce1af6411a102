"""Arrays of scenarios, and counts of their steps and elements."""

from __future__ import annotations

import pytest

from properties.scenarios.model import Array
from properties.tests.scenarios.example_scenarios import EVERY_EVENT

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere


def test_few_values_are_repeated_until_the_shape_is_full() -> None:
    pattern = Array((2, 2), tuple(v.hex() for v in (1.0, 2.0, 3.0)))
    assert pattern.numpy("float32").tolist() == [[1.0, 2.0], [3.0, 1.0]]
    assert Array((0,), ()).numpy("float64").shape == (0,)


def test_arrays_are_new_each_time() -> None:
    first, second = EVERY_EVENT.arrays()[0], EVERY_EVENT.arrays()[0]
    first[...] = 7.0
    assert second.tolist() == [0.1, 0.0]


def test_steps_and_size_count_repetitions_and_elements() -> None:
    assert (EVERY_EVENT.steps, EVERY_EVENT.size) == (3, 3)
