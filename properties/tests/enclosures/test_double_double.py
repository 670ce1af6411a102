"""Pairs of float64 numbers compute to more than 100 bits, and exactly where float64 does."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.enclosures import double_double
from properties.enclosures.double_double import Pair

many = settings(max_examples=100, deadline=None, derandomize=True, database=None)

UNIT = Fraction(1, 2**53)
DIVIDE = Callable[[Any, Any], Any]
BINARY: dict[str, tuple[Any, Any, int]] = {
    "add": (double_double.add, lambda x, y: x + y, 4),
    "multiply": (double_double.multiply, lambda x, y: x * y, 8),
    "divide": (double_double.divide, lambda x, y: x / y, 16),
}
each_binary = pytest.mark.parametrize(
    ("operation", "exact", "units"), BINARY.values(), ids=BINARY.keys()
)


def value(pair: Pair, k: int = 0) -> Fraction:
    """The exact sum of a pair."""
    return Fraction(float(np.ravel(pair[0])[k])) + Fraction(float(np.ravel(pair[1])[k]))


def pair(high: float, part: float = 0.0) -> Pair:
    """A pair with a low part of up to half a unit in the last place."""
    return np.array([high]), np.array([part * math.ulp(high) / 2])


def random_pairs(seed: int, count: int = 2000) -> Pair:
    """Pairs of all magnitudes near 1, with low parts."""
    rng = np.random.default_rng(seed)
    high = np.ldexp(rng.uniform(1, 2, count), rng.integers(-3, 4, count)) * rng.choice(
        [-1, 1], count
    )
    return high, np.spacing(np.abs(high)) * rng.uniform(-0.5, 0.5, count)


def assert_is_close(found: Pair, exact: Fraction, size: Fraction, units: int, k: int = 0) -> None:
    assert abs(value(found, k) - exact) <= units * UNIT**2 * size
    assert float(found[0][k]) == float(value(found, k)), "high is not the nearest number"


highs = st.one_of(
    st.sampled_from((1.0, -1.0, 1.5, 1 + 2.0**-52, 2 - 2.0**-52, 3.0, 0.1, 2.0**26 + 1)),
    st.floats(2.0**-60, 2.0**60),
    st.floats(-(2.0**60), -(2.0**-60)),
)
parts = st.one_of(st.sampled_from((0.0, 1.0, -1.0, 0.5)), st.floats(-1, 1, width=16))


@each_binary
@many
@given(numbers=st.tuples(highs, parts, highs, parts))
def test_an_operation_is_within_its_bound(
    operation: Any, exact: Any, units: int, numbers: tuple[float, float, float, float]
) -> None:
    x, y = pair(*numbers[:2]), pair(*numbers[2:])
    expected = exact(value(x), value(y))
    size = abs(value(x)) + abs(value(y)) if exact(1, 1) == 2 else abs(expected)
    assert_is_close(operation(x, y), expected, size, units)


@each_binary
def test_operations_on_arrays_are_within_their_bounds(
    operation: Any, exact: Any, units: int
) -> None:
    x, y = random_pairs(0), random_pairs(1)
    found = operation(x, y)
    for k in range(len(x[0])):
        expected = exact(value(x, k), value(y, k))
        size = abs(value(x, k)) + abs(value(y, k)) if exact(1, 1) == 2 else abs(expected)
        assert_is_close(found, expected, size, units, k)


def test_roots_are_within_their_bound() -> None:
    high, low = random_pairs(2)
    x = np.abs(high), low
    found = double_double.square_root(x)
    for k in range(len(high)):
        root, exact = value(found, k), value(x, k)
        # |root - sqrt(x)| is |root**2 - x| / (root + sqrt(x)).
        assert abs(root**2 - exact) <= 16 * UNIT**2 * 2 * exact


@many
@given(x=highs, y=highs)
def test_without_low_parts_sums_and_products_are_exact(x: float, y: float) -> None:
    assert value(double_double.add(pair(x), pair(y))) == Fraction(x) + Fraction(y)
    assert value(double_double.multiply(pair(x), pair(y))) == Fraction(x) * Fraction(y)


def test_products_of_numbers_with_all_bits_are_exact() -> None:
    numbers = [math.ldexp(2**53 - k, -52) for k in (1, 3, 2**26 + 1, 2**27 - 1, 2**27 + 1)]
    numbers += [1 + 2.0**-26, 1 + 2.0**-27, 1 + 2.0**-26 + 2.0**-52, 1 + 2.0**-27 + 2.0**-52]
    for x in numbers:
        for y in numbers:
            found = double_double.multiply(pair(x), pair(-y))
            assert value(found) == -Fraction(x) * Fraction(y)


@many
@given(x=highs, y=highs)
def test_a_quotient_or_root_has_no_low_part_only_if_it_is_exact(x: float, y: float) -> None:
    (high,), (low,) = double_double.divide(pair(x), pair(y))
    assert (low == 0) == (Fraction(float(high)) * Fraction(y) == Fraction(x))
    (high,), (low,) = double_double.square_root(pair(abs(x)))
    assert (low == 0) == (Fraction(float(high)) ** 2 == Fraction(abs(x)))


@pytest.mark.parametrize(("x", "y"), [(3.0, 4.0), (1.0, 0.5), (9.0, 3.0), (0.0, 7.0)])
def test_exact_quotients_and_roots_have_no_low_part(x: float, y: float) -> None:
    assert [p.tolist() for p in double_double.divide(pair(x), pair(y))] == [[x / y], [0.0]]
    assert [p.tolist() for p in double_double.square_root(pair(x * x))] == [[x], [0.0]]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 101])
def test_numbers_are_added_up_over_the_first_axis(count: int) -> None:
    high, low = (part.reshape(count, 3) for part in random_pairs(3, 3 * count))
    found = double_double.add_up((high, low))
    for k in range(3):
        column = high[:, k], low[:, k]
        exact = sum(value(column, n) for n in range(count))
        size = sum(abs(value(column, n)) for n in range(count))
        assert abs(value(found, k) - exact) <= 4 * count * UNIT**2 * size


def test_cancellation_leaves_what_the_low_parts_hold() -> None:
    x = np.array([1.0]), np.array([2.0**-60])
    found = double_double.add(x, (np.array([-1.0]), np.array([2.0**-80])))
    assert value(found) == Fraction(1, 2**60) + Fraction(1, 2**80)
