"""Each kind of hyper-parameter accepts the values in its range, and no others."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from optimcore.hyperparameters import (
    Hyper,
    choice,
    count,
    decay_rate,
    decay_rates,
    finite,
    flag,
    nonnegative,
    numbers,
    positive,
)

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

LOST = (math.nan, math.inf, -math.inf, "1", "", None, True, np.True_, [1.0], 10**400)
KINDS: dict[str, tuple[Hyper[Any], list[Any], list[Any]]] = {
    "nonnegative": (nonnegative(), [0.0, 5e-324, 1.0, 1e300], [-5e-324, -1.0, *LOST]),
    "positive": (positive(), [5e-324, 1.0], [0.0, -1.0, *LOST]),
    "finite": (finite(), [-1e300, -1.0, 0.0, 0.5], [*LOST]),
    "decay rate": (decay_rate(), [0.0, 0.5, 1 - 2.0**-53], [1.0, 1.5, -5e-324, *LOST]),
    "decay rates": (
        decay_rates(),
        [(0.0, 0.0), (0.5, 1 - 2.0**-53)],
        [(1.0, 0.5), (0.5, 1.0), (-5e-324, 0.5), (0.5, math.nan), (0.5,), (0.5,) * 3, 0.5, *LOST],
    ),
    "three decay rates": (decay_rates(3), [(0.0, 0.1, 0.2)], [(0.1, 0.2), (0.1,) * 4]),
    "numbers": (
        numbers("below and above", lambda h: h < 0, lambda h: h > 0),
        [(-1.0, 1.0)],
        [(1.0, -1.0), (-1.0, 0.0), (-1.0,), (-1.0, math.inf), *LOST],
    ),
    "count": (count(), [0, 1, 7], [-1, 0.5, 1.5, *LOST]),
    "choice": (choice("a", "b", None), ["a", "b", None], ["c", "", 1, True]),
    "choice without none": (choice("a"), ["a"], [None, "b"]),
    "flag": (flag(), [True, False], [0, 1, None, "True", np.True_]),
}


def holder(hyper: Hyper[Any]) -> Any:
    """An object with the one hyper-parameter ``h``."""

    class Holder:
        h = hyper

    return Holder()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_inside_the_range_is_kept(kind: str) -> None:
    hyper, inside, _ = KINDS[kind]
    one = holder(hyper)
    for value in inside:
        one.h = value
        assert one.h == value
        assert type(one.h) is type(value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_outside_the_range_is_rejected_and_changes_nothing(kind: str) -> None:
    hyper, inside, outside = KINDS[kind]
    one = holder(hyper)
    one.h = inside[0]
    for value in outside:
        with pytest.raises(ValueError, match=r"Holder got h=.* Give h ") as caught:
            one.h = value
        assert repr(value) in str(caught.value)
        assert str(caught.value).endswith(f"Give h {hyper.requirement}.")
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        assert one.h == inside[0]


def test_a_value_that_is_equal_to_a_number_becomes_that_number() -> None:
    one = holder(nonnegative())
    for value in (1, np.float32(1), np.array(1.0)):
        one.h = value
        assert (one.h, type(one.h)) == (1.0, float)
    two = holder(decay_rates())
    two.h = [0, np.float64(0.5)]
    assert two.h == (0.0, 0.5)
    three = holder(count())
    three.h = 3.0
    assert (three.h, type(three.h)) == (3, int)


def test_the_class_gives_the_descriptor_itself() -> None:
    hyper = positive()
    assert type(holder(hyper)).h is hyper
    assert hyper.name == "h"


@pytest.mark.parametrize(
    ("hyper", "requirement"),
    [
        (nonnegative(), "a finite number of at least 0"),
        (positive(), "a finite number above 0"),
        (finite(), "a finite number"),
        (decay_rate(), "at least 0 and below 1"),
        (decay_rates(), "2 numbers (beta1, beta2), each at least 0 and below 1"),
        (decay_rates(3), "3 numbers (beta1, beta2, beta3), each at least 0 and below 1"),
        (numbers("so"), "so"),
        (count(), "a whole number of at least 0"),
        (choice("a", None), "one of 'a', None"),
        (flag(), "True or False"),
    ],
)
def test_the_requirement_is_the_range_in_words(hyper: Hyper[Any], requirement: str) -> None:
    assert hyper.requirement == requirement
