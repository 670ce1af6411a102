"""Arrays of balls act as arrays: comparisons, choices, sums, products, shapes and formats."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

from properties.enclosures.arb_functions import WORKING_BITS, working_precision
from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.enclosures.branching import Undecided, enumerate_branches
from properties.scenarios.model import Floats, Precision

Operation = Callable[..., Any]

PRECISIONS: tuple[Precision, ...] = ("float64", "float32")
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)


def bare_precision() -> Iterator[None]:
    with working_precision():
        yield


use_working_precision = pytest.fixture(autouse=True)(bare_precision)


def ball(low: float, high: float, dtype: Precision = "float64") -> Balls:
    """One ball from low to high."""
    middle, width = arb((low + high) / 2), arb((high - low) / 2)
    return Balls(np.array([middle + arb(0, width)], object), FORMATS[dtype])


def several(numbers: Any, dtype: Precision = "float64") -> Balls:
    """An array of balls of radius zero."""
    return Balls.exact(np.asarray(numbers, dtype), FORMATS[dtype])


def radii(balls: Balls) -> Floats:
    """The radii as they are, without the rounding of midpoints to float64."""
    return np.array([float(b.rad()) for b in np.ravel(balls.arbs)])


COMPARISONS: dict[str, Operation] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
each_comparison = pytest.mark.parametrize("compare", COMPARISONS.values(), ids=COMPARISONS.keys())


@each_comparison
def test_exact_balls_compare_as_their_numbers(compare: Operation) -> None:
    for x in (-1.0, 0.0, 1.0):
        found = compare(several([-1.0, 0.0, 1.0]), several([x]))
        expected = compare(np.array([-1.0, 0.0, 1.0]), x)
        assert found.surely.tolist() == expected.tolist()
        assert found.surely_not.tolist() == (~expected).tolist()
        assert compare(several([-1.0, 0.0, 1.0]), x).surely.tolist() == expected.tolist()


@each_comparison
def test_balls_that_overlap_decide_nothing(compare: Operation) -> None:
    found = compare(ball(1, 3), ball(2, 4))
    assert not found.surely.any()
    assert not found.surely_not.any()


@each_comparison
@pytest.mark.parametrize(("low", "high"), [(4, 5), (-1, 0.5)])
def test_balls_that_lie_apart_compare_as_any_of_their_numbers(
    compare: Operation, low: float, high: float
) -> None:
    found = compare(ball(1, 3), ball(low, high))
    assert found.surely.tolist() == [compare(2, low)]
    assert found.surely_not.tolist() == [not compare(2, low)]


def test_balls_that_touch_decide_what_holds_at_the_point_they_share() -> None:
    low, high = ball(0, 1), ball(1, 2)
    assert not (low < high).surely.any()
    assert not (low > high).surely.any()
    assert (high < low - 2.0**-20).surely_not.all()
    assert (low > high + 2.0**-20).surely_not.all()


@pytest.mark.parametrize("number", [0.1, 1 / 3])
def test_a_number_of_the_source_may_have_been_rounded_where_it_is_compared(number: float) -> None:
    assert (several([number]) <= number).surely.all()
    rounded = several([float(np.float32(number))], "float32")
    for found in (rounded <= number, rounded >= number, rounded < number, rounded > number):
        assert not found.surely.any()
        assert not found.surely_not.any()


def test_an_undecided_comparison_in_control_flow_raises() -> None:
    assert several(1.0) < several(2.0)
    assert not several(2.0) < several(1.0)
    with pytest.raises(Undecided):
        bool(ball(1, 3) < ball(2, 4))
    assert set(enumerate_branches(lambda: bool(ball(1, 3) < ball(2, 4)))) == {True, False}


def test_where_a_comparison_is_decided_where_keeps_one_choice_and_elsewhere_the_hull() -> None:
    x = Balls(np.array([arb(-5), arb(0, 1), arb(5)], object), FORMATS["float64"])
    chosen = np.where(x > 0, several([1.0, 1.0, 1.0]), several([-2.0, -2.0, -2.0]))  # type: ignore[call-overload]
    assert chosen.arbs[0] == -2
    assert chosen.arbs[2] == 1
    assert chosen.arbs[1].contains(arb(-2))
    assert chosen.arbs[1].contains(arb(1))
    assert not chosen.arbs[1].contains(arb(-2.01))
    assert not chosen.arbs[1].contains(arb(1.01))


def test_where_takes_numbers_and_conditions_without_balls_too() -> None:
    x = several([1.0, 2.0], "float32")
    for found, expected in (
        (np.where(x > 1.5, x, 0), [0.0, 2.0]),  # type: ignore[call-overload]
        (np.where(x > 1.5, 0.5, x), [1.0, 0.5]),  # type: ignore[call-overload]
        (np.where(np.array([True, False]), x, -x), [1.0, -2.0]),  # type: ignore[call-overload]
        (np.where(np.array([True, False]), 3.0, x), [3.0, 2.0]),  # type: ignore[call-overload]
    ):
        assert found.form is FORMATS["float32"]
        assert found.to_arrays()[0].tolist() == expected
        assert found.to_arrays()[1].tolist() == [0.0, 0.0]


def test_a_number_of_the_source_that_where_chooses_may_have_been_rounded() -> None:
    found = np.where(np.array([True]), 0.1, several([1.0], "float32"))  # type: ignore[call-overload]
    assert found.arbs[0].contains(arb(float(np.float32(0.1))))


def test_array_functions_that_are_not_declared_are_rejected() -> None:
    x: Any = several([1.0, 2.0])
    with pytest.raises(TypeError, match=r"np\.linalg\.svd has no enclosure.*Newton-Schulz"):
        np.linalg.svd(x)
    with pytest.raises(TypeError):
        np.where(x > 1.5)
    with pytest.raises(TypeError, match=r"np\.where\(condition, x, y\)"):
        x[x > 1.5]
    with pytest.raises(TypeError):
        np.unique(x > 1.5)


def test_a_comparison_is_a_number_in_arithmetic_and_a_hull_where_it_is_undecided() -> None:
    x = Balls(np.array([arb(1), arb(2), arb(1.5, 0.25)], object), FORMATS["float64"])
    condition: Any = x > 1.5
    chosen: Any = np.where(condition, x, -x)  # type: ignore[call-overload]
    assert chosen.to_arrays()[0].tolist()[:2] == [-1.0, 2.0]
    mask: Any = condition * x
    assert mask.to_arrays()[0].tolist()[:2] == [0.0, 2.0]
    assert mask.arbs[2].contains(arb(0))
    assert mask.arbs[2].contains(arb(1.75))
    assert condition.mean().arbs.overlaps(arb(1) / 3)
    assert (~condition).surely.tolist() == [True, False, False]


def test_functions_are_called_plainly_or_not_at_all() -> None:
    x = several([1.0, 2.0])
    with pytest.raises(TypeError):
        np.add.reduce(x)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        np.add(x, x, where=np.array([True, False]))  # type: ignore[call-overload]


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("keepdims", [True, False])
@each_precision
def test_a_sum_encloses_the_sum_in_any_order_and_little_more(
    dtype: Precision, axis: int | None, keepdims: bool
) -> None:
    numbers = np.random.default_rng(4).standard_normal((40, 7)).astype(dtype)
    total = several(numbers, dtype).sum(axis=axis, keepdims=keepdims)
    exact = numbers.astype(np.float64).sum(axis=axis, keepdims=keepdims)
    assert total.shape == exact.shape
    for order in (slice(None), slice(None, None, -1)):
        floats = np.add.accumulate(
            (numbers.ravel() if axis is None else np.moveaxis(numbers, axis, 0))[order], axis=0
        )[-1]
        for one, number in zip(np.ravel(total.arbs), np.ravel(floats), strict=True):
            assert one.contains(arb(float(number)))
    unit, count = FORMATS[dtype].unit, numbers.size if axis is None else numbers.shape[axis]
    absolute = np.abs(numbers).astype(np.float64).sum(axis=axis, keepdims=keepdims)
    expected = unit * (count * absolute + np.abs(exact))
    np.testing.assert_allclose(radii(total), np.ravel(expected), rtol=1e-4)


def test_a_sum_of_nothing_is_zero() -> None:
    nothing = several(np.zeros((0,))).sum()
    assert nothing.shape == ()
    assert nothing.to_arrays()[0].tolist() == 0.0
    assert nothing.to_arrays()[1].tolist() == 0.0


@each_precision
def test_a_product_of_matrices_encloses_the_float_product_and_little_more(
    dtype: Precision,
) -> None:
    rng = np.random.default_rng(5)
    x, y = (rng.standard_normal(s).astype(dtype) for s in ((3, 5), (5, 2)))
    product = several(x, dtype) @ several(y, dtype)
    assert product.shape == (3, 2)
    for one, number in zip(np.ravel(product.arbs), np.ravel(x @ y), strict=True):
        assert one.contains(arb(float(number)))
    wide = [np.abs(a).astype(np.float64) for a in (x, y)]
    exact = np.abs(x.astype(np.float64) @ y.astype(np.float64))
    expected = FORMATS[dtype].unit * (6 * (wide[0] @ wide[1]) + exact)
    np.testing.assert_allclose(radii(product), np.ravel(expected), rtol=1e-4)


def test_the_norm_is_the_root_of_the_sum_of_squares() -> None:
    found = np.linalg.norm(several([[3.0, 0.0], [0.0, 4.0]], "float32"))  # type: ignore[call-overload]
    mid, rad = found.to_arrays()
    assert mid == pytest.approx(5.0, abs=1e-9)
    assert 0 < rad < 20 * 5 * 2.0**-24


REDUCED_PRECISION: dict[str, Operation] = {
    "x + y": operator.add,
    "x - y": operator.sub,
    "x * y": operator.mul,
    "x / y": operator.truediv,
    "maximum": np.maximum,
    "x @ y": operator.matmul,
}


@pytest.mark.parametrize("operation", REDUCED_PRECISION.values(), ids=REDUCED_PRECISION.keys())
def test_between_two_formats_an_operation_rounds_in_the_coarser(operation: Operation) -> None:
    fine, coarse = several([1.0, 2.0]), several([3.0, 0.75], "float32")
    assert operation(fine, coarse).form is FORMATS["float32"]
    assert operation(coarse, fine).form is FORMATS["float32"]
    assert operation(fine, fine).form is FORMATS["float64"]


def test_a_number_of_the_source_is_rounded_to_the_format_it_meets() -> None:
    for found in (0.1 * several([1.0], "float32"), several([1.0], "float32") * 0.1):
        assert radii(found)[0] == pytest.approx(2 * 0.1 * 2.0**-24, rel=1e-6, abs=0)
    assert radii(0.1 * several([1.0]))[0] == pytest.approx(0, abs=1e-30)


def test_a_cast_rounds_once_to_the_other_format() -> None:
    found = several([1.0, 1 / 3]).cast("bfloat16")
    assert found.form is FORMATS["bfloat16"]
    assert radii(found) == pytest.approx([0, 2.0**-8 / 3], rel=0.01)
    assert several([1.0], "float32").cast(found.form).form is found.form


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (lambda x, a: x + a, [4.0, 1.0]),
        (lambda x, a: a + x, [4.0, 1.0]),
        (lambda x, a: x - a, [2.0, -3.0]),
        (lambda x, a: a - x, [-2.0, 3.0]),
        (lambda x, a: a * x, [3.0, -2.0]),
        (lambda x, a: a / x, [1 / 3, -2.0]),
        (np.minimum, [1.0, -1.0]),
        (lambda x, a: np.maximum(a, x), [3.0, 2.0]),
    ],
)  # fmt: skip
def test_arrays_of_exact_numbers_go_with_balls(operation: Operation, expected: list[float]) -> None:
    exact = np.array([arb(1), arb(2)], object)
    found = operation(several([3.0, -1.0]), exact)
    assert isinstance(found, Balls)
    assert found.to_arrays()[0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (lambda x: 2**x, 8.0),
        (lambda x: x**3, 27.0),
        (lambda x: 12 / x, 4.0),
        (lambda x: x - 1, 2.0),
        (lambda x: np.absolute(-x), 3.0),
        (lambda x: np.minimum(x, -x), -3.0),
        (np.sign, 1.0),
        (lambda x: np.sign(-x), -1.0),
        (lambda x: np.sign(x - x), 0.0),
        (lambda x: np.subtract(x, 1), 2.0),
        (lambda x: np.add(1, x), 4.0),
        (lambda x: np.multiply(x, x), 9.0),
        (lambda x: np.true_divide(x, 4), 0.75),
    ],
)
def test_operations_give_the_numbers_they_are_named_for(
    operation: Operation, expected: float
) -> None:
    mid, rad = operation(several([3.0])).to_arrays()
    assert mid.tolist() == [pytest.approx(expected, rel=1e-15)]
    assert rad[0] <= 4 * expected * 2.0**-53 if expected > 0 else rad[0] == 0


@pytest.mark.parametrize(
    ("function", "number"),
    [(np.exp, 1.25), (np.tanh, 0.5), (np.log1p, 3.0), (lambda x: x**0.3, 2.0), (np.cbrt, -3.0)],
)
def test_functions_that_libraries_approximate_have_several_roundings(
    function: Operation, number: float
) -> None:
    mid, rad = function(several([number])).to_arrays()
    assert mid[0] == pytest.approx(float(function(np.float64(number))), rel=1e-15)
    assert 3 <= rad[0] / abs(mid[0]) * 2.0**53 <= 7


def test_order_statistics_enclose_those_of_all_numbers_in_the_balls() -> None:
    x: Any = Balls(np.array([arb(3), arb(1, 0.5), arb(1.25, 0.5)], object), FORMATS["float64"])
    median: Any = np.median(x)
    assert median.arbs.overlaps(arb(1.25))
    ordered: Any = np.sort(x)
    lowest, middle, highest = ordered.arbs
    assert [lowest.contains(arb(k)) for k in (0.5, 1.5, 2)] == [True, True, False]
    assert [middle.contains(arb(k)) for k in (0.75, 0.5)] == [True, False]
    assert highest.is_exact()


def test_an_undecided_index_of_the_largest_element_is_tried_both_ways() -> None:
    x: Any = Balls(np.array([arb(1, 0.5), arb(1.25, 0.5), arb(0)], object), FORMATS["float64"])
    assert sorted(enumerate_branches(lambda: int(np.argmax(x)))) == [0, 1]
    decided: Any = several([1.0, 3.0, 2.0])
    assert np.argmax(decided) == 1


def test_the_step_count_is_a_number_that_python_can_use() -> None:
    t = Balls.exact(np.asarray(5.0), FORMATS["float32"])
    assert (bool(t == 5), bool(t % 2 == 1), bool(t != 4), int(t // 2)) == (True, True, True, 2)
    assert list(range(t)) == [0, 1, 2, 3, 4]
    with pytest.raises(TypeError, match="a function of np"):
        math.sqrt(Balls.rounded(0.1, FORMATS["float32"]))


def test_the_sign_of_a_ball_around_zero_is_any_and_of_the_indefinite_unknown() -> None:
    found = np.sign(ball(-1, 2))
    assert all(found.arbs[0].contains(arb(s)) for s in (-1, 0, 1))
    lost = several([1.0]) / several([0.0])
    assert np.isnan(np.sign(lost).to_arrays()[1]).all()


def test_shapes_are_those_of_the_array() -> None:
    x = several(np.arange(6.0).reshape(2, 3), "float32")
    assert (x.shape, x.ndim, x.size, x.dtype) == ((2, 3), 2, 6, np.dtype("float32"))
    assert x.T.shape == (3, 2)
    assert x.T.to_arrays()[0].tolist() == np.arange(6.0).reshape(2, 3).T.tolist()
    single = Balls.rounded(1.0, FORMATS["float64"])
    assert (single.shape, single.ndim, single.size) == ((), 0, 1)


@each_precision
def test_a_hyper_parameter_is_rounded_by_its_unit_and_may_underflow_below_the_range(
    dtype: Precision,
) -> None:
    form = FORMATS[dtype]
    for number, expected in (
        (3.0, 3 * form.unit),
        (-3.0, 3 * form.unit),
        (form.tiny, form.tiny * form.unit),
        (form.tiny / 2, form.tiny * form.unit / 2 + form.tiny),
        (0.0, 0.0),
    ):
        found = Balls.rounded(number, form).arbs
        assert float(found.mid()) == number
        assert float(found.rad()) == pytest.approx(expected, rel=1e-8, abs=0)


def test_the_hull_is_the_smallest_ball_around_both() -> None:
    low, high = ball(0, 1), ball(2, 3)
    for found in (low.hull(high), high.hull(low)):
        assert float(found.arbs[0].mid()) == pytest.approx(1.5, rel=1e-8)
        assert radii(found)[0] == pytest.approx(1.5, rel=1e-8)
    assert low.hull(low).arbs[0] is low.arbs[0]


def test_the_reported_radius_is_no_more_than_radius_and_rounding_of_the_midpoint() -> None:
    thirds = several([1.0, -2.0], "float32") / 3
    mid, rad = thirds.to_arrays()
    np.testing.assert_array_equal(rad, radii(thirds) + np.abs(mid) * 2.0**-53)
    assert several([-4.0]).to_arrays()[1].tolist() == [0.0]


def test_numbers_rounded_to_single_precision_are_so_once_and_keep_their_format() -> None:
    numbers = np.array([0.1, -1 / 3, 0.75, 0.0, 1e-42, -3.0])
    found = several(numbers).in_single()
    assert found.form is FORMATS["float64"]
    for one, number in zip(found.arbs, numbers.astype(np.float32), strict=True):
        assert one.contains(arb(float(number)))
    assert [float(x.mid()) for x in found.arbs] == pytest.approx(numbers.tolist(), rel=1e-15)
    tiny = FORMATS["float32"].tiny
    expected = [0.1 * 2.0**-24, 2.0**-24 / 3, 0, 0, tiny, 0]
    assert radii(found).tolist() == pytest.approx(expected, rel=1e-6, abs=0)
    assert not several([1e38]).in_single().has_finite()


def test_a_choice_between_numbers_alone_is_made_in_the_format_of_the_comparison() -> None:
    condition = several([1.0, 2.0], "float32") > 1.5
    found: Any = np.where(condition, 0.5, 0.25)
    assert found.form is FORMATS["float32"]
    assert found.to_arrays()[0].tolist() == [0.25, 0.5]


def test_the_rounding_of_numbers_is_four_units_of_their_largest_size() -> None:
    found = Balls(np.array([arb(-3, 1)], object), FORMATS["float32"]).rounding()
    assert found.arbs[0].mid() == 0
    assert radii(found)[0] == pytest.approx(4 * 4 * 2.0**-24, rel=1e-6, abs=0)


def test_working_precision_is_what_it_is_called() -> None:
    ctx.prec = 60
    with working_precision():
        assert ctx.prec == WORKING_BITS >= 53 + 32
    assert ctx.prec == 60
    ctx.prec = WORKING_BITS


@pytest.mark.parametrize(
    ("mid", "rad", "expected"),
    [
        (2.5, 0.1, {2}), (-2.5, 0.1, {-2}), (2.999, 0.01, {2, 3}), (-0.999, 0.01, {0, -1}),
        (0.001, 0.01, {0}), (3.0, 1e-15, {3}), (-1.0, 0.0, {-1}),
    ],
)  # fmt: skip
def test_whole_numbers_are_rounded_towards_zero_on_every_path(
    mid: float, rad: float, expected: set[int]
) -> None:
    """A number that is nominally whole, such as a share of a number of elements, is whole."""
    ball = Balls(np.array(arb(mid, rad), object), FORMATS["float64"])
    assert set(enumerate_branches(lambda: int(ball))) == expected


def test_a_threshold_that_is_an_element_equals_it() -> None:
    """The k-th largest of rounded numbers is one of them, in every implementation."""
    numbers = Balls(np.array([arb(3, 0.1), arb(-1, 0.1), arb(2, 0.1)], object), FORMATS["float64"])
    sizes: Any = np.abs(numbers)
    second = np.sort(np.abs(numbers))[-2]
    assert (sizes >= second).surely.tolist() == [True, False, True]
    assert (sizes > second).surely_not.tolist() == [False, True, True]
    assert (sizes == second).surely.tolist() == [False, False, True]
    near: Any = Balls(
        np.array([arb(3, 0.1), arb(2.05, 0.1), arb(2, 0.1)], object), FORMATS["float64"]
    )
    close = near >= np.sort(near)[-2]
    assert not close.surely[1]
    assert not close.surely_not[1]


def test_a_conversion_to_float32_is_exact_where_both_ends_become_one_number() -> None:
    found = Balls.rounded(0.1, FORMATS["float64"]).rounded_to_single()
    middle, radius = found.to_arrays()
    assert (float(middle), float(radius)) == (float(np.float32(0.1)), 0.0)


def test_a_conversion_to_float32_contains_what_both_ends_become() -> None:
    halfway = 1 + 2.0**-24
    middle, radius = Balls.rounded(halfway, FORMATS["float64"]).rounded_to_single().to_arrays()
    assert middle - radius <= 1 < 1 + 2.0**-23 <= middle + radius


def test_a_conversion_to_float32_of_what_is_unknown_is_unknown() -> None:
    unknown = Balls.rounded(1.0, FORMATS["float64"]) / Balls.exact(np.zeros(()), FORMATS["float64"])
    assert not unknown.rounded_to_single().has_finite()
