"""Balls contain floating-point results, stay exact where these are, and may become indefinite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import optimcore
from properties.enclosures.arb_functions import WORKING_BITS, working_precision
from properties.enclosures.ball_arrays import FORMATS, Balls, Format
from properties.enclosures.branching import Undecided
from properties.rules.registry import optimizers
from properties.scenarios.model import Precision

Operation = Callable[..., Any]

PRECISIONS: tuple[Precision, ...] = ("float64", "float32")
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)
many = settings(max_examples=50, deadline=None, derandomize=True, database=None)

BINARY: dict[str, Operation] = {
    "x + y": lambda x, y: x + y,
    "x - y": lambda x, y: x - y,
    "x * y": lambda x, y: x * y,
    "x / y": lambda x, y: x / y,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "where": lambda x, y: np.where(x > y, x - y, y),
}
UNARY: dict[str, Operation] = {
    "-x": lambda x: -x,
    "sqrt": np.sqrt,
    "x ** 2": lambda x: x**2,
    "1 - x": lambda x: 1 - x,
    "1 + x": lambda x: 1 + x,
    "2 * x": lambda x: 2 * x,
    "1 / x": lambda x: 1 / x,
    "absolute": np.abs,
    "sign": np.sign,
    "where": lambda x: np.where(x < 0.5, x, 2 * x),
}
CHAINS: dict[str, Operation] = {
    "average": lambda x, y: 0.75 * x + 0.25 * y,
    "second moment": lambda x, y: np.sqrt((x * x + y * y) / 2),
    "step": lambda x, y: x - 0.5 * y / (np.sqrt(y * y) + 0.25),
    "cancellation": lambda x, y: (x + y) - x,
    "largest": lambda x, y: np.maximum(x * x, y * y) / (1 + x * x),
    "reciprocal": lambda x, y: 1 / (2 + x / y),
    "sign of a difference": lambda x, y: x - 0.25 * np.sign(x - y) * y,
    "clipped": lambda x, y: np.maximum(np.minimum(x, 2 * y), -2 * y),
}
each_of_two = pytest.mark.parametrize(
    "operation", (BINARY | CHAINS).values(), ids=(BINARY | CHAINS).keys()
)
MATRICES: dict[str, Operation] = {
    "norm": lambda x, y: np.linalg.norm(x - y),
    "sum": lambda x, y: (x * y).sum(axis=None),
    "sums of rows": lambda x, y: (x * y).sum(axis=-1, keepdims=True),
    "sums of columns": lambda x, y: (x - y).sum(axis=-2, keepdims=True),
    "product": lambda x, y: x @ y.T,
    "product of products": lambda x, y: (x @ y.T) @ (x @ x.T),
    "outer product": lambda x, y: x.sum(axis=-1, keepdims=True) * y.sum(axis=-2, keepdims=True),
    "scaled": lambda x, y: x / max(np.linalg.norm(y), 0.5),
}


def bare_precision() -> Iterator[None]:
    with working_precision():
        yield


use_working_precision = pytest.fixture(autouse=True)(bare_precision)


def numbers(dtype: Precision) -> st.SearchStrategy[float]:
    """Every finite number of the format, the edges of its range often."""
    info = np.finfo(dtype)
    edges: list[Any] = [
        0.0, 1.0, 1.5, info.tiny, info.tiny / 2, 4 * info.tiny, info.smallest_subnormal, info.eps,
        info.max, info.max / 8, info.max / 32,
    ]  # fmt: skip
    return st.one_of(
        st.sampled_from([float(s * e) for e in edges for s in (1, -1)]),
        st.floats(-8, 8, width=32 if dtype == "float32" else 64),
        st.floats(allow_nan=False, allow_infinity=False, width=32 if dtype == "float32" else 64),
    )


def assert_encloses(balls: Any, floats: Any) -> bool:
    """Assert that a finite ball contains the number; return whether the ball is finite."""
    (ball,) = np.atleast_1d(balls.arbs)
    (number,) = np.atleast_1d(floats)
    if not ball.is_finite():
        return False
    assert np.isfinite(number), f"{number} is said to be in {ball}"
    assert ball.contains(arb(float(number))), f"{number!r} is not in {ball}"
    return True


def exactly(number: float, dtype: Precision) -> tuple[Any, Any]:
    """A number of the format and the ball of radius zero around it."""
    value = np.array([number], dtype)
    return Balls.exact(value, FORMATS[dtype]), value


def loosely(number: float, offset: float, dtype: Precision) -> tuple[Any, Any]:
    """A number and a wide ball with the number anywhere inside."""
    value = np.array([number], dtype)
    width = abs(arb(float(value[0]))) * arb(2.0**-6)
    middle = arb(float(value[0])) + width * arb(offset)
    ball = middle + arb(0, width.abs_upper())
    return Balls(np.array([ball], object), FORMATS[dtype]), value


@each_precision
@each_of_two
@many
@given(data=st.data())
def test_operations_on_two_numbers_enclose_the_float_result(
    dtype: Precision, operation: Operation, data: st.DataObject
) -> None:
    (a, x), (b, y) = (exactly(data.draw(numbers(dtype)), dtype) for _ in range(2))
    with np.errstate(all="ignore"):
        assert_encloses(operation(a, b), operation(x, y))


@each_precision
@pytest.mark.parametrize("operation", UNARY.values(), ids=UNARY.keys())
@many
@given(data=st.data())
def test_a_unary_operation_encloses_its_float_result(
    dtype: Precision, operation: Operation, data: st.DataObject
) -> None:
    a, x = exactly(data.draw(numbers(dtype)), dtype)
    with np.errstate(all="ignore"):
        assert_encloses(operation(a), operation(x))


@each_precision
@each_of_two
@many
@given(data=st.data())
def test_an_operation_on_wide_balls_encloses_the_result_for_any_number_inside(
    dtype: Precision, operation: Operation, data: st.DataObject
) -> None:
    offsets = st.floats(-1, 1)
    (a, x), (b, y) = (
        loosely(data.draw(numbers(dtype)), data.draw(offsets), dtype) for _ in range(2)
    )
    assert a.arbs[0].contains(arb(float(x[0])))
    with np.errstate(all="ignore"):
        assert_encloses(operation(a, b), operation(x, y))


@each_precision
@pytest.mark.parametrize("operation", MATRICES.values(), ids=MATRICES.keys())
@many
@given(data=st.data())
def test_an_operation_on_matrices_encloses_its_float_result(
    dtype: Precision, operation: Operation, data: st.DataObject
) -> None:
    shape = data.draw(st.sampled_from(((1, 1), (2, 3), (3, 2), (4, 5))))
    ordinary = st.floats(-8, 8, width=32 if dtype == "float32" else 64, allow_subnormal=False)
    drawn = st.lists(ordinary, min_size=2 * shape[0] * shape[1], max_size=2 * shape[0] * shape[1])
    x, y = np.array(data.draw(drawn), dtype).reshape(2, *shape)
    try:
        balls = operation(*(Balls.exact(values, FORMATS[dtype]) for values in (x, y)))
    except Undecided:
        return
    floats = operation(x, y)
    assert balls.shape == np.shape(floats)
    for ball, number in zip(np.ravel(balls.arbs), np.ravel(floats), strict=True):
        if ball.is_finite():
            assert ball.contains(arb(float(number)))


@each_precision
@pytest.mark.parametrize("operation", MATRICES.values(), ids=MATRICES.keys())
def test_ordinary_matrices_are_decided_to_a_few_units(
    dtype: Precision, operation: Operation
) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(1, 2, (2, 3, 4)).astype(dtype)
    mid, rad = operation(
        *(Balls.exact(values, FORMATS[dtype]) for values in (x, 3 * y))
    ).to_arrays()
    assert bool((rad <= 40 * FORMATS[dtype].unit * np.abs(mid)).all())


def test_numbers_are_known_if_one_of_them_is() -> None:
    two = Balls.exact(np.array([1.0, 0.0]), FORMATS["float64"])
    assert two.has_finite()
    assert (1 / two).has_finite()
    assert not (two / 0 * two).has_finite()
    assert not Balls.exact(np.zeros(0), FORMATS["float64"]).has_finite()


@each_precision
@pytest.mark.parametrize("operation", BINARY.values(), ids=BINARY.keys())
def test_ordinary_numbers_are_always_decided(dtype: Precision, operation: Operation) -> None:
    rng = np.random.default_rng(0)
    for x, y in rng.uniform(0.1, 10, (50, 2)):
        (a, u), (b, v) = exactly(float(x), dtype), exactly(float(y), dtype)
        result = operation(a, b)
        assert assert_encloses(result, operation(u, v))
        rad = result.to_arrays()[1]
        assert rad[0] <= 3 * FORMATS[dtype].unit * max(abs(operation(u, v)[0]), 1e-3)


@each_precision
@many
@given(data=st.data())
def test_a_power_of_a_decay_rate_encloses_its_float_result(
    dtype: Precision, data: st.DataObject
) -> None:
    beta = data.draw(st.one_of(st.sampled_from((0.9, 0.999, 0.0, 0.5)), st.floats(1e-3, 0.99999)))
    t = data.draw(st.integers(1, 3000))
    with np.errstate(all="ignore"):
        power = np.array([beta], dtype) ** t
    ball = Balls.rounded(beta, FORMATS[dtype])
    assert_encloses(ball**t, power)
    assert_encloses(1 - ball**t, 1 - power)
    assert_encloses(ball**t, beta**t)


@each_precision
@many
@given(data=st.data())
def test_a_rounded_hyper_parameter_is_inside_its_ball(
    dtype: Precision, data: st.DataObject
) -> None:
    size = data.draw(st.floats(1e-30, 1e30))
    with np.errstate(all="ignore"):
        assert assert_encloses(Balls.rounded(size, FORMATS[dtype]), np.array(size, dtype))


@pytest.mark.parametrize("size", [1e-40, 3e-45, 1e-50])
def test_a_hyper_parameter_that_underflows_in_float32_is_inside_its_ball(size: float) -> None:
    with np.errstate(all="ignore"):
        number = np.float32(size)
    assert assert_encloses(Balls.rounded(size, FORMATS["float32"]), number)


@each_precision
def test_a_result_below_the_normal_range_may_also_be_flushed_to_zero(dtype: Precision) -> None:
    tiny = FORMATS[dtype].tiny
    a, b = exactly(tiny, dtype)[0], exactly(0.75, dtype)[0]
    for result in (a * b, a / (1 / b), a - a * b, np.sqrt(a * b * b) * np.sqrt(a * b)):
        assert result.arbs[0].contains(arb(0))


@each_precision
@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (lambda x: x + x, 3.0),
        (lambda x: x - x, 0.0),
        (lambda x: x * x, 2.25),
        (lambda x: x / 4, 0.375),
        (lambda x: -x, -1.5),
        (lambda x: x**2, 2.25),
        (lambda x: np.sqrt(x * x), 1.5),
        (lambda x: np.maximum(x, -x), 1.5),
        (lambda x: 0 * x, 0.0),
        (lambda x: np.sqrt(0 * x), 0.0),
        (lambda x: 1 - x, -0.5),
    ],
)
def test_what_floating_point_does_exactly_stays_exact(
    dtype: Precision, operation: Operation, expected: float
) -> None:
    mid, rad = operation(exactly(1.5, dtype)[0]).to_arrays()
    assert mid.tolist() == [expected]
    assert rad.tolist() == [0.0]


@each_precision
def test_what_floating_point_rounds_gets_a_radius_of_its_own_unit(dtype: Precision) -> None:
    unit = FORMATS[dtype].unit
    mid, rad = (exactly(1.0, dtype)[0] / 3).to_arrays()
    assert mid[0] == pytest.approx(1 / 3, rel=1e-15)
    assert unit / 3 <= rad[0] <= 2.1 * unit / 3


def huge(form: Format) -> float:
    return float(np.finfo(np.float64 if form.bits == 53 else np.float32).max)


def around_zero(form: Format) -> Any:
    return Balls(np.array([arb(0, 1)], object), form)


@each_precision
@pytest.mark.parametrize(
    "operation",
    [
        lambda one, form: one / (one - one),
        lambda one, form: (one - one) / (one - one),
        lambda one, form: np.sqrt(-one),
        lambda one, form: one / around_zero(form),
        lambda one, form: np.sqrt(around_zero(form)),
        lambda one, form: one * huge(form),
        lambda one, form: (one * (huge(form) / 64)) * 64,
        lambda one, form: (one * (huge(form) / 64)) ** 2,
        lambda one, form: one / (one * form.tiny) / form.tiny,
    ],
    ids=[
        "1/0", "0/0", "root of -1", "1/(a ball around 0)", "root of a ball around 0",
        "the largest number", "overflow by *", "overflow by **", "overflow by /",
    ],
)  # fmt: skip
def test_what_is_indefinite_is_nan(dtype: Precision, operation: Operation) -> None:
    form = FORMATS[dtype]
    with np.errstate(all="ignore"):
        result = operation(exactly(1.0, dtype)[0], form)
    _, rad = result.to_arrays()
    assert np.isnan(rad).all()


def test_what_is_indefinite_stays_indefinite() -> None:
    one = exactly(1.0, "float64")[0]
    lost = one / (one - one)
    for result in (
        lost + one,
        one - lost,
        lost * 0,
        one / lost,
        np.sqrt(lost),
        np.maximum(lost, one),
    ):
        assert np.isnan(result.to_arrays()[1]).all()


def test_functions_that_are_not_declared_are_rejected() -> None:
    one = exactly(1.0, "float64")[0]
    with pytest.raises(TypeError):
        np.spacing(one)
    with pytest.raises(TypeError):
        np.floor_divide(one / 3, one)


@each_precision
@many
@given(data=st.data())
def test_the_reported_radius_covers_the_rounding_of_the_midpoint(
    dtype: Precision, data: st.DataObject
) -> None:
    x, y = data.draw(numbers(dtype)), data.draw(numbers(dtype))
    result = exactly(x, dtype)[0] / exactly(y, dtype)[0]
    (ball,) = result.arbs
    assume(ball.is_finite())
    (mid,), (rad,) = result.to_arrays()
    assert abs(arb(float(mid)) - ball.mid()) + ball.rad() <= arb(float(rad)) * arb(
        1 + 2.0**-50
    ) + arb(5e-324)


def test_zero_alone_is_false() -> None:
    form = FORMATS["float64"]
    assert not Balls.rounded(0.0, form)
    assert Balls.rounded(0.1, form)
    assert Balls.rounded(1e-300, form)


def test_four_roundings_are_a_ball_around_zero() -> None:
    x = Balls.rounded(3.0, FORMATS["float32"]).rounding()
    assert x.arbs.contains(arb(0))
    assert x.arbs.contains(arb(4 * 3 * 2.0**-24))
    assert not x.arbs.contains(arb(4 * 3.1 * 2.0**-24))


def test_the_working_precision_is_put_back() -> None:
    from flint import ctx

    assert ctx.prec == WORKING_BITS
    with pytest.raises(RuntimeError), working_precision():
        raise RuntimeError
    assert ctx.prec == WORKING_BITS


ADAPTIVE: dict[str, Any] = {
    "lr": 0.1, "betas": (0.5, 0.75), "eps": 1e-3, "weight_decay": 0.1, "maximize": True,
}  # fmt: skip
HYPERS: dict[str, dict[str, Any]] = {
    "sgd": {
        "lr": 0.1, "momentum": 0.9, "dampening": 0.0, "weight_decay": 0.1, "nesterov": True,
        "maximize": True,
    },
    "adam": {**ADAPTIVE, "amsgrad": True},
    "adamw": {**ADAPTIVE, "amsgrad": True, "maximize": False},
    "lion": {"lr": 0.1, "betas": (0.5, 0.75), "weight_decay": 0.1, "maximize": True},
    "adabelief": ADAPTIVE,
    "yogi": {
        "lr": 0.1, "betas": (0.5, 0.75), "eps": 1e-3, "initial_accumulator_value": 0.25,
        "maximize": True,
    },
    "adopt": ADAPTIVE,
    "adan": {**ADAPTIVE, "betas": (0.5, 0.25, 0.75)},
    "lamb": ADAPTIVE,
    "lars": {
        "lr": 0.1, "momentum": 0.5, "weight_decay": 0.1, "trust_coefficient": 0.5,
        "maximize": True,
    },
}  # fmt: skip


def as_arbs(values: Any) -> Any:
    return np.array([arb(float(v)) for v in values], object)


@pytest.mark.parametrize("rule", sorted(HYPERS))
def test_the_source_of_a_rule_runs_on_raw_arb_arrays(rule: str) -> None:
    kind: type[optimcore.Optimizer] = optimizers()[rule]
    h = SimpleNamespace(**HYPERS[rule])
    rng = np.random.default_rng(1)
    theta = rng.standard_normal(4)
    state: Any = {name: np.zeros(4) for name in kind.moments}
    balls = as_arbs(theta)
    ball_state: Any = {name: as_arbs(np.zeros(4)) for name in kind.moments}
    for t in range(1, 6):
        g = rng.standard_normal(4)
        theta, state = kind.update(theta, g, state, t, h)
        balls, ball_state = kind.update(balls, as_arbs(g), ball_state, t, h)
        assert balls.dtype == object
        assert all(isinstance(b, arb) for b in balls)
        np.testing.assert_allclose([float(b.mid()) for b in balls], theta, rtol=1e-14, atol=1e-15)
        assert state.keys() == ball_state.keys()


def test_what_is_widened_keeps_its_numbers_and_gets_the_radius_of_the_error() -> None:
    with working_precision():
        balls = Balls.exact(np.array([3.0, -1.0, 0.0]), FORMATS["float32"])
        wider = balls.widened(balls.rounding(2))
        mids = [float(ball.mid()) for ball in wider.arbs]
        radii = [float(ball.rad()) / FORMATS["float32"].unit for ball in wider.arbs]
    assert mids == [3.0, -1.0, 0.0]
    assert radii == pytest.approx([6.0, 2.0, 0.0], rel=1e-8)
