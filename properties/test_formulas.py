"""The rules, beside their formulas written out for one number in plain Python."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from optimcore import SGD, Adam, AdamW, Optimizer, Parameter
from optimcore.averages import average

GRADIENTS = (0.5, -2.0, 1.5, 0.25, -0.125)
START = 1.75


def by_optimcore(kind: Callable[..., Optimizer], hyper: dict[str, Any]) -> list[float]:
    """Where optimcore's steps take one number."""
    p = Parameter(np.array([START]))
    optimizer = kind([p], **hyper)
    path = []
    for g in GRADIENTS:
        p.grad = np.array([g])
        optimizer.step()
        path.append(float(p.data[0]))
    return path


def sgd(
    lr: float,
    momentum: float,
    dampening: float,
    weight_decay: float,
    nesterov: bool,
    maximize: bool,
) -> Iterator[float]:
    theta, velocity = START, math.nan
    for k, raw in enumerate(GRADIENTS):
        g = (-raw if maximize else raw) + weight_decay * theta
        velocity = g if k == 0 else momentum * velocity + (1 - dampening) * g
        ahead = g + momentum * velocity if nesterov else velocity
        theta = theta - lr * (ahead if momentum else g)
        yield theta


def adam(
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
    amsgrad: bool,
    maximize: bool,
    decoupled: bool,
) -> Iterator[float]:
    theta, m, v, largest = START, 0.0, 0.0, 0.0
    for t, raw in enumerate(GRADIENTS, 1):
        g = -raw if maximize else raw
        if decoupled:
            theta = theta - lr * weight_decay * theta
        else:
            g = g + weight_decay * theta
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        largest = max(largest, v)
        second = (largest if amsgrad else v) / (1 - betas[1] ** t)
        theta = theta - lr * (m / (1 - betas[0] ** t)) / (math.sqrt(second) + eps)
        yield theta


SGDS = [
    {
        "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": decay,
        "nesterov": nesterov, "maximize": maximize,
    }
    for lr, (momentum, dampening, nesterov), decay, maximize in product(
        (0.1, 0.0),
        ((0.0, 0.0, False), (0.0, 0.5, False), (0.9, 0.0, False), (0.9, 0.25, False),
         (0.9, 0.0, True)),
        (0.0, 0.3),
        (False, True),
    )
]  # fmt: skip


@pytest.mark.parametrize("hyper", SGDS, ids=str)
def test_sgd_is_its_formula(hyper: dict[str, Any]) -> None:
    assert by_optimcore(SGD, hyper) == pytest.approx(list(sgd(**hyper)), rel=1e-14)


ADAMS = [
    dict(
        zip(("lr", "betas", "eps", "weight_decay", "amsgrad", "maximize"), values, strict=True)
    )
    for values in product(
        (0.1, 0.0), ((0.5, 0.25), (0.9, 0.999), (0.0, 0.0)), (0.0, 1e-3, 2.0), (0.0, 0.3),
        (False, True), (False, True),
    )
]  # fmt: skip


@pytest.mark.parametrize("hyper", ADAMS, ids=str)
def test_adam_is_its_formula(hyper: dict[str, Any]) -> None:
    expected = list(adam(**hyper, decoupled=False))
    assert by_optimcore(Adam, hyper) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("hyper", ADAMS, ids=str)
def test_adamw_is_its_formula(hyper: dict[str, Any]) -> None:
    expected = list(adam(**hyper, decoupled=True))
    assert by_optimcore(AdamW, hyper) == pytest.approx(expected, rel=1e-13)


def test_an_average_is_its_formula() -> None:
    assert average(2.0, 5.0, 0.25) == 0.25 * 2 + 0.75 * 5


ADAM_DEFAULTS: dict[str, Any] = {
    "lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "amsgrad": False,
    "maximize": False,
}  # fmt: skip
DEFAULTS: dict[type[Optimizer], dict[str, Any]] = {
    SGD: {
        "lr": 1e-3, "momentum": 0.0, "dampening": 0.0, "weight_decay": 0.0, "nesterov": False,
        "maximize": False,
    },
    Adam: ADAM_DEFAULTS,
    AdamW: ADAM_DEFAULTS | {"weight_decay": 1e-2},
}  # fmt: skip


@pytest.mark.parametrize("kind", DEFAULTS)
def test_defaults_are_the_documented_ones(kind: type[Optimizer]) -> None:
    make: Callable[..., Optimizer] = kind
    made = make([Parameter(np.zeros(1))])
    found = {name: getattr(made, name) for name in kind.hyperparameters()}
    assert found == DEFAULTS[kind]


@pytest.mark.parametrize("kind", DEFAULTS)
def test_hyper_parameters_are_taken_in_this_order_and_maximize_by_name_alone(
    kind: type[Optimizer],
) -> None:
    names = list(inspect.signature(kind).parameters)
    assert names == ["params", *DEFAULTS[kind]]
    with pytest.raises(TypeError):
        kind([Parameter(np.zeros(1))], *DEFAULTS[kind].values())


@pytest.mark.parametrize(
    ("kind", "powers"),
    [
        (SGD, {"lr": -1, "weight_decay": 1}),
        (Adam, {"eps": 1, "weight_decay": 1}),
        (AdamW, {"eps": 1}),
    ],
)
def test_gradients_twice_as_large_give_the_same_steps_with_hyper_parameters_scaled_so(
    kind: type[Optimizer], powers: dict[str, int]
) -> None:
    assert kind.gradient_powers == powers


def test_what_no_rule_says_is_so_for_every_rule() -> None:
    for kind in (Optimizer, SGD, Adam, AdamW):
        assert (kind.elementwise, kind.shapeless, kind.dimensions) == (True, True, None)
    assert (SGD.moments, Adam.moments, AdamW.moments) == ((), ("m", "v"), ("m", "v"))
