"""Defects in the vectors of balls are found by the checks that the other tests use."""

from __future__ import annotations

import inspect
import operator
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from properties.enclosures import double_double, vector_operations, vector_reductions
from properties.enclosures import vector_rounding as rounding
from properties.enclosures.arb_functions import working_precision
from properties.enclosures.ball_vectors import BallVector
from properties.enclosures.vector_rounding import Vector
from properties.tests.enclosures.test_ball_vectors import edge_vector, random_vector, root
from properties.tests.enclosures.vector_checks import (
    Operation,
    as_arbs,
    assert_like_arbs,
    find_escapes,
)

Function = Callable[..., Any]

UNSOUND: dict[str, tuple[Function, str, str, Operation]] = {
    "the radius is not rounded outward": (
        rounding.round_vector, "radius *= OUTWARD", "pass", operator.mul,
    ),
    "the rounding of the subject is left out": (
        rounding.round_vector, "size * form.unit", "size * 0", operator.mul,
    ),
    "results with a low part are exact": (
        rounding.round_vector, "exact & (x.low == 0)", "exact", operator.mul,
    ),
    "results with more bits than the format are exact": (
        rounding._has_few_bits, "== 0", "!= 0.5", operator.mul,
    ),
    "underflow is left out": (rounding._round_others, "+ form.tiny", "", operator.mul),
    "small numbers are zero": (
        rounding._round_others, "(size == 0) & (error == 0)", "size < form.tiny", operator.mul,
    ),
    "the limit of the format is left out": (
        rounding.round_vector, "max(SMALLEST, form.tiny * _CLOSE)", "0", operator.mul,
    ),
    "the low part is dropped": (
        double_double._normalize, "low - rest", "0 * low", operator.add,
    ),
    "the low part is not added": (
        double_double.add, "low += x[1] + y[1]", "pass", operator.add,
    ),
    "the low part of a factor is left out": (
        double_double.multiply, "low += x[0] * y[1]", "pass", operator.mul,
    ),
    "the low part of a divisor is left out": (
        double_double.divide, "rest -= high * y[1]", "pass", operator.truediv,
    ),
    "factors are not split": (
        double_double._split, "return high, x - high", "return x, 0 * x", operator.mul,
    ),
    "the radius of a summand is left out": (
        vector_operations.add, "x.radius + y.radius", "1 * x.radius", operator.add,
    ),
    "the product of the radii is left out": (
        vector_operations.multiply, "(radius + y.radius) * x.radius", "radius * x.radius",
        operator.mul,
    ),
    "the radius of the divisor is not subtracted": (
        vector_operations.divide, "size - y.radius", "size", operator.truediv,
    ),
    "the radius of a root is linear": (
        vector_operations.square_root, "share + 1", "0 * share + 1", root,
    ),
}  # fmt: skip

DIFFERENT: dict[str, tuple[Function, str, str, Operation]] = {
    "divisors may be wide": (
        vector_operations.divide, "WIDEST * size", "0.5 * size", operator.truediv,
    ),
    "squares of balls around zero are known": (
        vector_operations.square, "x.radius * _CLOSE) & (x.radius > 0)", "0 * x.radius - 1)",
        lambda x, y: (x - x * 1.5 - y) ** 2,
    ),
    "undecided signs are known": (
        vector_operations.sign, "np.where(is_known, zeros, np.nan)", "zeros",
        lambda x, y: np.sign(x),
    ),
    "undecided maxima are known": (
        vector_operations.compare, "> distance", ">= 0", np.maximum,
    ),
    "twice the rounding of the subject": (
        rounding.round_vector, "size * form.unit", "size * form.unit * 2", operator.mul,
    ),
    "exact results are rounded": (
        rounding.round_vector, "= 0.0", "+= 0.0", lambda x, y: np.abs(x),
    ),
    "a sum is rounded once": (
        vector_reductions.total, "(count * form.unit)", "form.unit", lambda x, y: x.sum(),
    ),
    "the radii of a sum are left out": (
        vector_reductions.total, "first.radius.sum(axis=0) +", "", lambda x, y: x.sum(),
    ),
    "a product is rounded once": (
        vector_reductions.matrix_product, "((count + 1) * form.unit)", "form.unit",
        lambda x, y: _matrix(x) @ _matrix(y).T,
    ),
    "the radii of the first matrix are left out": (
        vector_reductions.matrix_product, "+ x.radius @ y_size", "",
        lambda x, y: _matrix(x) @ _matrix(y).T,
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def use_working_precision() -> Iterator[None]:
    with working_precision():
        yield


def edit_function(
    monkeypatch: pytest.MonkeyPatch, function: Function, before: str, after: str
) -> None:
    """Replace text in the source of a function, wherever the function is used."""
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(before) == 1
    names: dict[str, Any] = dict(function.__globals__)
    exec(source.replace(before, after), names)  # noqa: S102
    monkeypatch.setattr(function, "__code__", names[function.__name__].__code__)


def operands(operation: Operation) -> list[tuple[BallVector, ...]]:
    """Ordinary numbers and those at the limits, in all formats, as many as the operation takes."""
    count = len(inspect.signature(operation).parameters) if inspect.isfunction(operation) else 2
    pairs: list[tuple[BallVector, ...]] = []
    for dtype in ("float64", "float32", "bfloat16"):
        pairs += [
            (random_vector(0, dtype), random_vector(1, dtype)),
            (edge_vector(dtype), edge_vector(dtype, True)),
        ]
    return [pair[:count] for pair in pairs]


def _matrix(x: Any) -> Any:
    """The first twelve balls as a matrix."""
    if isinstance(x, BallVector):
        return BallVector(Vector(*(part[:12].reshape(3, 4) for part in x.parts)), x.form)
    return type(x)(x.arbs[:12].reshape(3, 4), x.form)


@pytest.mark.parametrize("operation", {id(u[3]): u[3] for u in UNSOUND.values()}.values())
def test_without_a_defect_no_result_escapes(operation: Operation) -> None:
    assert not any(find_escapes(operation, *given) for given in operands(operation))


@pytest.mark.parametrize("defect", UNSOUND.values(), ids=UNSOUND.keys())
def test_a_defect_lets_a_result_escape(
    defect: tuple[Function, str, str, Operation], monkeypatch: pytest.MonkeyPatch
) -> None:
    function, before, after, operation = defect
    edit_function(monkeypatch, function, before, after)
    assert any(find_escapes(operation, *given) for given in operands(operation))


def is_like_arbs(operation: Operation) -> bool:
    for given in operands(operation):
        try:
            assert_like_arbs(operation(*given), operation(*map(as_arbs, given)))
        except AssertionError:
            return False
    return True


@pytest.mark.parametrize("defect", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_a_defect_gives_other_balls_than_arbs(
    defect: tuple[Function, str, str, Operation], monkeypatch: pytest.MonkeyPatch
) -> None:
    function, before, after, operation = defect
    assert is_like_arbs(operation)
    edit_function(monkeypatch, function, before, after)
    assert not is_like_arbs(operation)
