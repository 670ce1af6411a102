"""Vectors of balls contain the exact results, are little wider than arbs, and as indefinite."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.enclosures.arb_functions import working_precision
from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.enclosures.ball_vectors import LARGE, BallVector, exact_balls
from properties.enclosures.vector_elements import BLOCK
from properties.enclosures.vector_rounding import Vector
from properties.scenarios.model import Precision
from properties.tests.enclosures.vector_checks import (
    Operation,
    as_arbs,
    assert_like_arbs,
    find_escapes,
    make_vector,
)

PRECISIONS: tuple[Precision, ...] = ("float64", "float32", "bfloat16")
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)
many = settings(max_examples=60, deadline=None, derandomize=True, database=None)

# Operations of which the extremes are at the ends of the operands, also on arbs.
MONOTONIC: dict[str, Operation] = {
    "x + y": operator.add,
    "x - y": operator.sub,
    "x * y": operator.mul,
    "x / y": operator.truediv,
}
OTHERS: dict[str, Operation] = {
    "maximum": np.maximum,
    "minimum": np.minimum,
    "where": lambda x, y: np.where(x > y, x - y, y),
    "where or equal": lambda x, y: np.where(x <= y, x, 0),
    "sign": lambda x, y: np.sign(x - y),
    "absolute": lambda x, y: np.abs(x),
    "square root": lambda x, y: np.sqrt(y),
    "square": lambda x, y: x**2,
    "cube": lambda x, y: x**3,
    "power of 2": lambda x, y: 2.0 ** (1 / x),
    "negation": lambda x, y: -x,
    "rounding": lambda x, y: x.rounding(),
    "no rounding": lambda x, y: x.rounding(0),
    "widened": lambda x, y: x.widened(y.rounding(2)),
    "in single": lambda x, y: x.in_single(),
    "cast": lambda x, y: x.cast("bfloat16"),
    "hull": lambda x, y: x.hull(y),
    "hull of the same": lambda x, y: x.hull(x),
    "number + x": lambda x, y: 0.1 + x,
    "number - x": lambda x, y: 1 - x,
    "number * x": lambda x, y: 3 * x,
    "number / x": lambda x, y: 0.1 / x,
    "x + number": lambda x, y: np.add(x, 0.1),
    "x / number": lambda x, y: x / 3,
    "ball * x": lambda x, y: Balls.rounded(0.1, x.form) * x,
    "ball - x": lambda x, y: Balls.rounded(0.1, x.form) - x,
    "x / ball": lambda x, y: x / Balls.rounded(0.1, x.form),
    "maximum of a ball": lambda x, y: np.maximum(rounded(0.1, x), x),
    "average": lambda x, y: 0.9 * x + (1 - Balls.rounded(0.9, x.form)) * y,
}


def rounded(number: float, balls: Any) -> Any:
    """A hyper-parameter in the format of other balls."""
    return Balls.rounded(number, balls.form)


ALL = MONOTONIC | OTHERS
each_operation = pytest.mark.parametrize("operation", ALL.values(), ids=ALL.keys())
each_monotonic = pytest.mark.parametrize("operation", MONOTONIC.values(), ids=MONOTONIC.keys())


@pytest.fixture(autouse=True)
def use_working_precision() -> Any:
    with working_precision():
        yield


def random_vector(seed: int, dtype: Precision, count: int = 300) -> BallVector:
    """Ordinary numbers, exact ones among them, with radii of few units to a quarter of them."""
    rng = np.random.default_rng(seed)
    numbers = rng.uniform(1, 4, count) * rng.choice([-1.0, 1.0], count)
    radii = np.where(rng.random(count) < 0.2, 0.0, 2.0 ** -rng.uniform(2, 52, count))
    numbers = np.where(rng.random(count) < 0.2, np.round(numbers), numbers)
    return make_vector(numbers, radii, rng.uniform(-1, 1, count), dtype)


def edge_numbers(dtype: Precision) -> list[float]:
    """Zero, numbers at the limits of the format and of the range of vectors, and a few others."""
    form = FORMATS[dtype]
    limits = [form.tiny, form.tiny / 2, 4 * form.tiny, form.largest, form.largest / 4]
    range_limits = [2.0**k for k in (-901, -899, -500, -300, 300, 500, 899, 901, 1000)]
    known = [0.0, 1.0, 1.5, 1 + 2.0**-7, 1 / 3, *limits]
    known += range_limits if dtype == "float64" else []
    return [float(np.dtype(form.kind).type(sign * x)) for x in known for sign in (1, -1)]


def edge_vector(dtype: Precision, other: bool = False) -> BallVector:
    """All pairs of edge numbers and radii, one operand of each."""
    numbers, radii = edge_numbers(dtype), (0.0, 2.0**-52, 2.0**-20, 2.0**-3, 1.5)
    pairs = [(x, r) for x in numbers for r in radii]
    chosen = [b if other else a for a in pairs for b in pairs[:: 3 if dtype == "float64" else 2]]
    x, r = np.array(chosen).T
    return make_vector(x, r, np.zeros(len(x)), dtype)


@st.composite
def vectors(draw: Any, dtype: Precision) -> tuple[BallVector, BallVector]:
    """Two vectors of a few balls of any size."""
    bound = FORMATS[dtype].largest
    number = st.one_of(
        st.sampled_from(edge_numbers(dtype)), st.floats(-8, 8), st.floats(-bound, bound)
    )
    radius = st.one_of(st.just(0.0), st.integers(-60, 1).map(lambda k: 2.0**k), st.floats(0, 2))
    balls = st.tuples(number, radius, st.floats(-1, 1))
    count = draw(st.integers(1, 5))
    drawn = [draw(st.lists(balls, min_size=count, max_size=count)) for _ in range(2)]
    x, y = (make_vector(x, r, low, dtype) for x, r, low in (np.array(d).T for d in drawn))
    return x, y


pairs = st.sampled_from(PRECISIONS).flatmap(vectors)


def root(x: Any) -> Any:
    """The square root of balls or of an arb."""
    return np.sqrt(x) if isinstance(x, Balls) else x.sqrt()


@each_precision
@each_monotonic
def test_results_of_ordinary_numbers_are_contained(dtype: Precision, operation: Operation) -> None:
    assert find_escapes(operation, random_vector(0, dtype), random_vector(1, dtype)) == []


@each_monotonic
@many
@given(operands=pairs)
def test_results_of_any_numbers_are_contained(
    operation: Operation, operands: tuple[BallVector, BallVector]
) -> None:
    assert find_escapes(operation, *operands) == []


@many
@given(operands=pairs)
def test_roots_and_squares_of_any_numbers_are_contained(
    operands: tuple[BallVector, BallVector],
) -> None:
    x, _ = operands
    assert find_escapes(lambda x: x**2, x) == []
    assert find_escapes(root, x) == []


@each_precision
@each_operation
def test_ordinary_vectors_are_as_wide_as_arbs(dtype: Precision, operation: Operation) -> None:
    x, y = random_vector(0, dtype), random_vector(1, dtype)
    found = operation(x, y)
    assert isinstance(found, BallVector)
    assert_like_arbs(found, operation(as_arbs(x), as_arbs(y)))


@each_operation
@many
@given(operands=pairs)
def test_vectors_are_as_wide_and_as_indefinite_as_arbs(
    operation: Operation, operands: tuple[BallVector, BallVector]
) -> None:
    x, y = operands
    assert_like_arbs(operation(x, y), operation(as_arbs(x), as_arbs(y)))


@each_precision
@each_operation
def test_at_the_limits_vectors_are_as_wide_and_as_indefinite_as_arbs(
    dtype: Precision, operation: Operation
) -> None:
    x, y = edge_vector(dtype), edge_vector(dtype, True)
    assert_like_arbs(operation(x, y), operation(as_arbs(x), as_arbs(y)))


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@each_precision
def test_comparisons_are_decided_where_arbs_decide_them(
    dtype: Precision, compare: Operation
) -> None:
    x, y = edge_vector(dtype), edge_vector(dtype, True)
    numbers = make_vector(np.array([1.0, 0.75, 2.0]), np.array([0.5, 0, 0]), np.zeros(3), dtype)
    for one, other in ((x, y), (x, x), (x, 0), (x, 1.0), (numbers, 0.5), (numbers, 0.75)):
        found = compare(one, other)
        expected = compare(as_arbs(one), as_arbs(other) if isinstance(other, BallVector) else other)
        assert found.surely.tolist() == expected.surely.tolist()
        assert found.surely_not.tolist() == expected.surely_not.tolist()


def test_indefinite_numbers_stay_indefinite_at_their_places() -> None:
    x = exact_balls(np.arange(-300.0, 300.0), FORMATS["float64"])
    inverse: Any = 1 / x
    maximum: Operation = np.maximum
    for lost in (inverse, inverse + x, inverse * 0, maximum(inverse, x), np.sign(inverse)):
        assert np.flatnonzero(np.isnan(lost.to_arrays()[1])).tolist() == [300]
        assert lost.has_finite()
    assert not (x / 0).has_finite()
    given_ones = exact_balls(np.where(np.arange(300) == 7, np.inf, 1.0), FORMATS["float64"])
    assert np.flatnonzero(np.isnan(given_ones.to_arrays()[1])).tolist() == [7]
    assert np.flatnonzero(np.isnan(given_ones.to_arrays()[0])).tolist() == [7]


@each_precision
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("keepdims", [True, False])
def test_sums_are_like_those_of_arbs(dtype: Precision, axis: int | None, keepdims: bool) -> None:
    x = random_vector(2, dtype, 330)
    x = BallVector(Vector(*(part.reshape(30, 11) for part in x.parts)), x.form)
    found, expected = x.sum(axis, keepdims), as_arbs(x).sum(axis, keepdims)
    assert isinstance(found, BallVector) == (found.ndim > 0)
    assert_like_arbs(found, expected, 1 + 1e-6)


@each_precision
def test_matrix_products_are_like_those_of_arbs(dtype: Precision) -> None:
    x = random_vector(3, dtype, 320)
    x = BallVector(Vector(*(part.reshape(32, 10) for part in x.parts)), x.form)
    assert_like_arbs(x @ x.T, as_arbs(x) @ as_arbs(x).T, 1 + 1e-6)
    assert_like_arbs(x.T @ x, as_arbs(x).T @ as_arbs(x), 1 + 1e-6)
    assert isinstance(x @ x.T, BallVector)


REDUCTIONS: tuple[Operation, ...] = (
    lambda x: x.sum(), lambda x: x.sum(0), lambda x: x.sum(1, keepdims=True), lambda x: x @ x.T,
    np.linalg.norm, lambda x: (x - x).sum(1),
)  # fmt: skip


@pytest.mark.parametrize("scale", [2.0**-1000, 2.0**-600, 0.0, 2.0**600, 2.0**1015, np.nan])
@pytest.mark.parametrize("radius", [0.0, 2.0**-30])
def test_sums_and_products_at_the_limits_are_like_those_of_arbs(
    scale: float, radius: float
) -> None:
    numbers = scale * np.arange(1.0, 13.0)
    x = make_vector(numbers, np.full(12, radius), np.zeros(12))
    numbers = np.where(np.arange(12) == 5, scale, np.arange(12))
    mixed = make_vector(numbers, np.full(12, radius), np.zeros(12))
    for row in (x, mixed):
        v = BallVector(Vector(*(part.reshape(3, 4) for part in row.parts)), row.form)
        for reduce in REDUCTIONS:
            assert_like_arbs(reduce(v), reduce(as_arbs(v)), 1 + 1e-6)


def test_rows_and_columns_are_combined_as_in_arrays() -> None:
    x = random_vector(4, "float64", 300)
    x = BallVector(Vector(*(part.reshape(20, 15) for part in x.parts)), x.form)
    y = as_arbs(x)
    combinations: tuple[Operation, ...] = (
        lambda x: x.sum(axis=-1, keepdims=True) * x.sum(axis=-2, keepdims=True),
        lambda x: x / x.sum(axis=0),
        lambda x: np.where(x > x.sum(axis=0), x, x.sum(axis=1, keepdims=True)),
        lambda x: np.maximum(x, x.sum() / 300),
        lambda x: x.T + x.T,
        lambda x: np.where(x.T > x.T, x.T, 0 * x.T),
        lambda x: x.T.hull(-x.T),
        lambda x: x / np.linalg.norm(x),
    )
    for combine in combinations:
        assert_like_arbs(combine(x), combine(y))


def test_numbers_may_be_widened_by_balls_that_are_not_around_zero() -> None:
    x, y = random_vector(0, "float32"), random_vector(1, "float32")
    for ball, other in zip(x.widened(y).arbs, as_arbs(x).widened(as_arbs(y)).arbs, strict=True):
        assert abs(ball.mid() - other.mid()) + other.rad() * (1 - 2.0**-20) <= ball.rad()
        assert ball.rad() <= other.rad() * (1 + 2.0**-20) + abs(other.mid()) * 2.0**-52


def test_results_do_not_share_memory_with_their_operands() -> None:
    x = random_vector(5, "float64")
    results: list[Any] = [x.cast("float64"), x.hull(-x), x + 0]
    unary: tuple[Operation, ...] = (np.abs, np.sign, lambda x: np.maximum(x, x))
    for found in results + [function(x) for function in unary]:
        for mine, theirs in zip(found.parts, x.parts, strict=True):
            assert not np.shares_memory(mine, theirs)
    assert not np.shares_memory(x.to_arrays()[0], x.parts.high)


def test_arrays_larger_than_a_block_are_computed_to_their_end() -> None:
    numbers = np.arange(2.0 * BLOCK + 3)
    found = exact_balls(numbers, FORMATS["float64"]) * 3 - 1
    assert found.to_arrays()[0].tolist() == (3 * numbers - 1).tolist()
    assert not found.to_arrays()[1].any()


def test_large_arrays_are_vectors_and_small_ones_arbs() -> None:
    form = FORMATS["float32"]
    assert type(exact_balls(np.zeros(LARGE - 1), form)) is Balls
    assert type(exact_balls(np.zeros((2, LARGE // 2)), form)) is BallVector


def test_functions_that_are_not_declared_are_rejected() -> None:
    x: Any = random_vector(6, "float64")
    for call in (
        lambda: np.i0(x), lambda: np.unique(x), lambda: np.add.reduce(x),
        lambda: np.where(x > 0), lambda: np.linalg.inv(x),
    ):  # fmt: skip
        with pytest.raises(TypeError):
            call()
