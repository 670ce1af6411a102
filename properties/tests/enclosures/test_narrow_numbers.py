"""Conversion of numbers and of balls to a format."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb

from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.enclosures.narrow_numbers import narrow, narrow_power

SMALL = 2.0**-20


def ball(number: float, radius: float) -> Balls:
    return Balls(np.asarray(arb(number, radius), dtype=object), FORMATS["float64"])


def test_numbers_are_rounded_to_the_nearest() -> None:
    assert narrow(0.999, "bfloat16") == 1.0
    assert narrow(0.9, "bfloat16") == 0.8984375
    assert narrow(0.1, "float32") == float(np.float32(0.1))
    assert narrow(np.float64(0.1), "float16") == float(np.float16(0.1))
    assert np.isnan(narrow(np.nan, "float16"))


def test_a_ball_becomes_exact_unless_a_middle_is_in_it() -> None:
    mid, rad = narrow(ball(0.999, SMALL), "bfloat16").to_arrays()
    assert (mid, rad) == (1.0, 0.0)
    mid, rad = narrow(ball(1 - 2.0**-9, SMALL), "bfloat16").to_arrays()
    assert mid - rad <= 1 - 2.0**-8
    assert mid + rad >= 1.0


@pytest.mark.parametrize("number", [1e300, np.inf])
def test_what_overflows_is_indefinite(number: float) -> None:
    form = FORMATS["float64"]
    assert not narrow(Balls.exact(np.asarray(number), form), "float16").has_finite()


def test_the_format_of_operations_is_kept() -> None:
    assert narrow(ball(0.5, 0.0), "float16").form is FORMATS["float64"]


def test_a_third_power_may_be_two_products() -> None:
    once, products = (narrow_power(0.96875, 3, "bfloat16", kind) for kind in (False, True))
    assert (once, products) == (0.91015625, 0.90625)
    mid, rad = narrow_power(ball(0.96875, 0.0), 3, "bfloat16").to_arrays()
    assert mid - rad <= products
    assert mid + rad >= once


def test_a_power_is_that_of_the_format() -> None:
    assert narrow_power(0.999, 5, "float32") == float(np.float32(0.999) ** 5)
    mid, rad = narrow_power(ball(0.999, SMALL), 5, "bfloat16").to_arrays()
    assert (mid, rad) == (1.0, 0.0)


def test_a_power_of_an_uncertain_base_is_uncertain() -> None:
    mid, rad = narrow_power(ball(1 - 2.0**-9, SMALL), 2, "bfloat16").to_arrays()
    assert mid - rad <= 1 - 2.0**-7
    assert mid + rad >= 1.0
