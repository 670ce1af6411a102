"""A rule that is a function is an optimizer like one that is a class."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import optimcore
from optimcore import SGD, Optimizer, Parameter
from optimcore.functional import describe_hyper


@optimcore.rule(lr=0.5, momentum=0.9, moments=("v",))
def heavy_ball(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    v = h.momentum * s["v"] + g
    return theta - h.lr * v, {"v": v}


def run(make: Any, **hyper: Any) -> Any:
    p = Parameter(np.array([1.0, -2.0]))
    optimizer = make([p], **hyper)
    for k in range(3):
        p.grad = np.array([0.5, k])
        optimizer.step()
    return p.data


def test_a_function_gives_the_steps_of_a_class() -> None:
    np.testing.assert_array_equal(run(heavy_ball), run(SGD, lr=0.5, momentum=0.9))
    np.testing.assert_array_equal(run(heavy_ball, lr=0.25), run(SGD, lr=0.25, momentum=0.9))


def test_a_class_needs_no_init_if_its_descriptors_have_defaults() -> None:
    class Descent(Optimizer):
        lr = optimcore.nonnegative(0.5)
        scale = optimcore.positive(2.0)

        @staticmethod
        def update(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
            return theta - h.lr * h.scale * g, {}

    np.testing.assert_array_equal(run(Descent), run(SGD, lr=1.0))
    with pytest.raises(TypeError, match=r"Descent has no hyper-parameter 'rate'"):
        Descent([Parameter(np.ones(1))], rate=1.0)
    with pytest.raises(ValueError, match="Give scale a finite number above 0"):
        Descent([Parameter(np.ones(1))], scale=0.0)


@pytest.mark.parametrize(
    ("hyper", "error"),
    [
        ({"lr": 0.1, "alpha": 2.0}, TypeError),
        ({"lr": 0.1, "alpha": optimcore.nonnegative()}, TypeError),
        ({"lr": 0.1, "beta1": 1.5}, ValueError),
        ({"lr": -0.1}, ValueError),
    ],
)
def test_an_unknown_range_or_a_default_outside_it_is_an_error(
    hyper: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        optimcore.rule(**hyper)


def test_usual_names_have_their_ranges() -> None:
    kind = optimcore.rule(lr=0.1, betas=(0.9, 0.99, 0.999), eps=1e-8, nesterov=False, period=10)(
        heavy_ball.update
    )
    h = kind([Parameter(np.ones(1))])
    for name, value in {
        "betas": (0.9, 1.0, 0.5),
        "eps": -1.0,
        "nesterov": 1,
        "period": 0.5,
    }.items():
        with pytest.raises(ValueError, match=name):
            setattr(h, name, value)


def test_a_second_learning_rate_has_the_range_of_one() -> None:
    kind = optimcore.rule(lr=0.1, final_lr=0.2)(heavy_ball.update)
    with pytest.raises(ValueError, match="final_lr"):
        kind([Parameter(np.ones(1))], final_lr=-1.0)


@pytest.mark.parametrize(
    ("default", "suggested"),
    [
        (0.1, "nonnegative(0.1)"),
        (-0.8, "finite(-0.8)"),
        ((0.5, 0.9), "decay_rates(2).with_default((0.5, 0.9))"),
        ("fast", "choice('fast', ...).with_default('fast')"),
    ],
)
def test_a_range_is_suggested_that_accepts_the_default(default: object, suggested: str) -> None:
    with pytest.raises(TypeError, match=re.escape(f"Write tau=optimcore.{suggested}, or")):
        describe_hyper("tau", default)
