"""The rounding bound of one operation in each format is large enough, and no larger."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from flint import arb

from properties.enclosures.arb_functions import working_precision
from properties.enclosures.ball_arrays import Balls
from properties.enclosures.float_formats import FORMATS, Format
from properties.scenarios.model import Precision, encode_array

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
each_format = pytest.mark.parametrize("dtype", PRECISIONS)

ROUNDED_UP = 16 * 2.0**-30
BITS = {"float64": 53, "float32": 24, "float16": 11, "bfloat16": 8}
RANGES = {
    "float64": (2.0**-1022, (2 - 2.0**-52) * 2.0**1023),
    "float32": (2.0**-126, (2 - 2.0**-23) * 2.0**127),
    "float16": (2.0**-14, 65504.0),
    "bfloat16": (2.0**-126, (2 - 2.0**-23) * 2.0**127),
}


@pytest.fixture(autouse=True)
def use_working_precision() -> Any:
    with working_precision():
        yield


def settled(form: Format, number: Any, radius: Any = 0) -> Any:
    """One ball after the rounding of one operation."""
    return form.settle(arb(number, radius))


def assert_radius(ball: Any, expected: Any) -> None:
    """The radius: never less, and no more than arb, which rounds it up to 30 bits, makes of it."""
    assert 1 <= float(ball.rad() / arb(expected)) < 1 + ROUNDED_UP


def test_formats_are_those_of_scenarios() -> None:
    assert set(FORMATS) == set(PRECISIONS)


@each_format
def test_precision_and_range_are_those_of_the_format(dtype: Precision) -> None:
    form = FORMATS[dtype]
    assert form.bits == BITS[dtype]
    assert form.unit == 2.0 ** -BITS[dtype]
    assert form.tiny == RANGES[dtype][0]
    assert np.dtype(form.kind).name == ("float32" if dtype == "bfloat16" else dtype)


@each_format
@pytest.mark.parametrize("number", [0.0, 1.0, -1.5, 0.75, 2.0**-10, -(2.0**10)])
def test_an_exact_result_that_the_format_holds_is_kept(dtype: Precision, number: float) -> None:
    result = settled(FORMATS[dtype], number)
    assert result.is_exact()
    assert float(result) == number


@each_format
@pytest.mark.parametrize("sign", [1, -1])
def test_the_widest_number_that_fits_is_kept_and_the_next_is_rounded(
    dtype: Precision, sign: int
) -> None:
    form = FORMATS[dtype]
    fits = sign * (2 - arb(2) ** (1 - form.bits))
    assert settled(form, fits).is_exact()
    wider = sign * (2 - arb(2) ** -form.bits)
    result = settled(form, wider)
    assert result.mid() == wider
    assert_radius(result, abs(wider) * form.unit)


@each_format
def test_a_ball_gets_the_rounding_of_its_largest_number_on_top(dtype: Precision) -> None:
    form = FORMATS[dtype]
    radius = form.unit / 2
    result = settled(form, -3, radius)
    assert result.mid() == -3
    assert_radius(result, radius + (3 + radius) * form.unit)


@each_format
def test_what_may_underflow_may_be_flushed_to_zero(dtype: Precision) -> None:
    form = FORMATS[dtype]
    assert settled(form, form.tiny).is_exact()
    below = arb(form.tiny) / 2
    assert_radius(settled(form, below), below * form.unit + form.tiny)
    assert settled(form, below).contains(0)
    assert settled(form, 0).is_exact()


@each_format
def test_a_ball_that_reaches_below_the_normal_range_may_be_flushed(dtype: Precision) -> None:
    form = FORMATS[dtype]
    tiny = arb(form.tiny)
    width = arb(0, tiny * form.unit)
    above = form.settle(tiny + width.rad() + width)
    assert_radius(above, width.rad() + (tiny + 2 * width.rad()) * form.unit)
    reaching = form.settle(tiny + width)
    assert_radius(reaching, width.rad() + (tiny + width.rad()) * form.unit + tiny)


@each_format
@pytest.mark.parametrize("sign", [1, -1])
def test_a_sixteenth_of_the_range_stays_free(dtype: Precision, sign: int) -> None:
    form = FORMATS[dtype]
    most = sign * arb(RANGES[dtype][1]) / 16
    assert settled(form, most).is_finite()
    assert not settled(form, most * (1 + arb(2) ** -60)).is_finite()
    assert not settled(form, most / 2, most.abs_upper()).is_finite()


@each_format
@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_not_finite_is_indefinite(dtype: Precision, number: str) -> None:
    result = FORMATS[dtype].settle(arb(number))
    assert not result.is_finite()
    assert not result.contains(1) or result.is_nan()


@each_format
def test_arrays_are_settled_element_by_element(dtype: Precision) -> None:
    form = FORMATS[dtype]
    result = form.settle(np.array([arb(1), arb(1) / 3], object))
    assert result[0].is_exact()
    assert not result[1].is_exact()


@each_format
@pytest.mark.parametrize("number", [0.1, -0.1, 1 + 2.0**-40, -1e-3])
def test_a_number_of_the_source_is_rounded_unless_it_fits(dtype: Precision, number: float) -> None:
    form = FORMATS[dtype]
    result = form.constant(number)
    assert float(result.mid()) == number
    if dtype == "float64":
        assert result.is_exact()
    else:
        assert_radius(result, abs(number) * form.unit)


@each_format
@pytest.mark.parametrize("number", [0.0, 1.0, -0.5, float("inf"), -float("inf")])
def test_a_number_of_the_source_that_fits_is_exact(dtype: Precision, number: float) -> None:
    assert float(FORMATS[dtype].constant(number)) == number
    assert FORMATS[dtype].constant(number).rad() == 0


@each_format
def test_a_number_of_the_source_fits_with_as_many_bits_as_the_format_has(dtype: Precision) -> None:
    form = FORMATS[dtype]
    assert form.constant(2 - 2.0 ** (1 - form.bits)).is_exact()
    if form.bits < 53:
        assert not form.constant(2 - 2.0**-form.bits).is_exact()


@each_format
@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_sum_may_round_once_for_each_number(dtype: Precision, count: int) -> None:
    form = FORMATS[dtype]
    result = form.bound_sum(arb(1), arb(3), count)
    error = 3 * count * form.unit
    assert result.mid() == 1
    assert_radius(result, error + (1 + error) * form.unit)


def test_a_sum_of_nothing_is_exactly_nothing() -> None:
    assert FORMATS["float32"].bound_sum(arb(0), arb(0), 0) == 0


def operands(dtype: Precision) -> tuple[Any, Any]:
    """Numbers of the format, many of them near the lower end of its range."""
    rng = np.random.default_rng(3)
    scales = np.float64(2) ** rng.integers(-8, 4, 400)
    scales[:100] *= FORMATS[dtype].tiny ** 0.5
    drawn = rng.standard_normal((2, 400)) * scales
    return encode_array(drawn[0]).numpy(dtype), encode_array(drawn[1]).numpy(dtype)


def in_format(numbers: Any, dtype: Precision) -> Any:
    """Round numbers that were computed in the carrier dtype to the format."""
    return encode_array(numbers).numpy(dtype)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "true_divide", "maximum"])
def test_an_operation_in_half_precision_is_enclosed(dtype: Precision, name: str) -> None:
    x, y = operands(dtype)
    operation = getattr(np, name)
    result = operation(Balls.exact(x, FORMATS[dtype]), Balls.exact(y, FORMATS[dtype]))
    floats = in_format(operation(x, y), dtype)
    known = [ball.is_finite() for ball in result.arbs]
    assert sum(known) > 390
    inside = [b.contains(arb(float(f))) for b, f in zip(result.arbs, floats, strict=True)]
    assert all(i for i, k in zip(inside, known, strict=True) if k)
    if name != "maximum":
        assert not all(b.is_exact() for b in result.arbs)
