"""The elementwise rules, compared with their formulas in plain Python.

The formulas are written for one number, from the papers and from torch's loops. Rules that need all
elements of a parameter are in ``test_matrix_formulas.py``.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import optimcore
from optimcore import (
    ADOPT,
    ASGD,
    LAMB,
    LARS,
    SGD,
    AdaBelief,
    Adadelta,
    Adafactor,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Adan,
    Lion,
    Muon,
    NAdam,
    Optimizer,
    Parameter,
    RAdam,
    RMSprop,
    Rprop,
    Yogi,
)
from optimcore.averages import average
from optimcore.hyperparameters import Hyper
from optimcore.tests.configurations import MAXIMIZE, grid

GRADIENTS = (0.5, -2.0, 1.5, 0.25, -0.125)
START = 1.75


def by_optimcore(kind: Callable[..., Optimizer], hyper: dict[str, Any]) -> list[float]:
    """The value of one number after optimcore's steps."""
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


# The rules of one number: (theta, gradient, state, step count, hyper-parameters) -> theta

State = dict[str, float]
Formula = Callable[[float, float, State, int, Any], Any]


def with_decay(theta: float, g: float, h: Any) -> tuple[float, float]:
    if getattr(h, "decoupled_weight_decay", False):
        return theta - h.lr * h.weight_decay * theta, g
    return theta, g + h.weight_decay * theta


def keep(s: State, name: str, new: float, beta: float) -> float:
    s[name] = s.get(name, 0.0) * beta + new * (1 - beta)
    return s[name]


def adamax(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    m = keep(s, "m", g, h.betas[0])
    s["u"] = max(h.betas[1] * s.get("u", 0.0), abs(g) + h.eps)
    return theta - h.lr / (1 - h.betas[0] ** t) * m / s["u"]


def nadam(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    mu = h.betas[0] * (1 - 0.96 ** (t * h.momentum_decay) / 2)
    following = h.betas[0] * (1 - 0.96 ** ((t + 1) * h.momentum_decay) / 2)
    s["mu_product"] = s.get("mu_product", 1.0) * mu
    m, v = keep(s, "m", g, h.betas[0]), keep(s, "v", g * g, h.betas[1])
    ahead = (1 - mu) * g / (1 - s["mu_product"])
    ahead += following * m / (1 - s["mu_product"] * following)
    return theta - h.lr * ahead / (math.sqrt(v / (1 - h.betas[1] ** t)) + h.eps)


def radam(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    m, v = keep(s, "m", g, h.betas[0]), keep(s, "v", g * g, h.betas[1])
    move = h.lr * m / (1 - h.betas[0] ** t)
    correction = 1 - h.betas[1] ** t
    most = 2 / (1 - h.betas[1]) - 1
    rho = most - 2 * t * h.betas[1] ** t / correction
    if rho > 5:
        trust = (rho - 4) / (most - 4) * (rho - 2) / (most - 2) * most / rho
        move *= math.sqrt(trust) * math.sqrt(correction) / (math.sqrt(v) + h.eps)
    return theta - move


def rmsprop(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    v, a = keep(s, "v", g * g, h.alpha), keep(s, "a", g, h.alpha)
    s["b"] = h.momentum * s.get("b", 0.0)
    s["b"] += g / (math.sqrt(v - a * a if h.centered else v) + h.eps)
    return theta - h.lr * s["b"]


def adagrad(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    s["v"] = s.get("v", h.initial_accumulator_value) + g * g
    return theta - h.lr / (1 + (t - 1) * h.lr_decay) * g / (math.sqrt(s["v"]) + h.eps)


def adadelta(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    v = keep(s, "v", g * g, h.rho)
    delta = g * math.sqrt(s.get("u", 0.0) + h.eps) / math.sqrt(v + h.eps)
    keep(s, "u", delta * delta, h.rho)
    return theta - h.lr * delta


def asgd(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    theta, g = with_decay(theta, g, h)
    eta = s.get("eta", h.lr)
    theta = theta - h.lambd * eta * theta - eta * g
    keep(s, "ax", theta, 1 - 1 / max(1.0, t - 1 - h.t0))
    s["eta"] = h.lr / (1 + h.lambd * h.lr * t) ** h.alpha
    return theta


def rprop(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    turned, size = g * s.get("g", 0.0), s.get("size", h.lr)
    if turned:
        size *= h.etas[1] if turned > 0 else h.etas[0]
    s["size"] = min(max(size, h.step_sizes[0]), h.step_sizes[1])
    s["g"] = 0.0 if turned < 0 else g
    return theta - (math.copysign(s["size"], s["g"]) if s["g"] else 0.0)


def lion(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    c = h.betas[0] * s.get("m", 0.0) + (1 - h.betas[0]) * g
    keep(s, "m", g, h.betas[1])
    return theta - h.lr * ((c > 0) - (c < 0) + h.weight_decay * theta)


def adabelief(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    m = keep(s, "m", g, h.betas[0])
    s["s"] = h.betas[1] * s.get("s", 0.0) + (1 - h.betas[1]) * (g - m) ** 2 + h.eps
    root = math.sqrt(s["s"] / (1 - h.betas[1] ** t)) + h.eps
    return theta - h.lr * h.weight_decay * theta - h.lr * m / (1 - h.betas[0] ** t) / root


def yogi(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    m, v = keep(s, "m", g, h.betas[0]), s.get("v", h.initial_accumulator_value)
    s["v"] = v - (1 - h.betas[1]) * ((v > g * g) - (v < g * g)) * g * g
    return theta - h.lr * m / (math.sqrt(s["v"]) + h.eps)


def adopt(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    if t == 1:
        s["v"] = g * g
        return theta
    most = (t - 1) ** 0.25
    m = keep(s, "m", min(max(g / max(math.sqrt(s["v"]), h.eps), -most), most), h.betas[0])
    keep(s, "v", g * g, h.betas[1])
    return theta - h.lr * (m + h.weight_decay * theta)


def adan(theta: float, g: float, s: State, t: int, h: Any) -> Any:
    beta1, beta2, beta3 = h.betas
    d = 0.0 if t == 1 else g - s["g"]
    s["g"] = g
    if t == 1:
        s.update(m=g, v=0.0, n=g * g)
    else:
        keep(s, "m", g, 1 - beta1)
        s["v"] = d if t == 2 else (1 - beta2) * s["v"] + beta2 * d
        keep(s, "n", (g + (1 - beta2) * d) ** 2, 1 - beta3)
    u = s["m"] + (1 - beta2) * s["v"]
    return (theta - h.lr * u / (math.sqrt(s["n"]) + h.eps)) / (1 + h.lr * h.weight_decay)


DECAYS = (0.0, 0.25)
BETAS = ((0.5, 0.75), (0.9, 0.99))
RULES: dict[type[Optimizer], tuple[Formula, list[dict[str, Any]]]] = {
    Adamax: (
        adamax, grid(betas=BETAS, eps=(1e-3, 1.5), weight_decay=DECAYS, maximize=MAXIMIZE),
    ),
    NAdam: (
        nadam,
        grid(
            betas=BETAS, eps=(1e-3, 1.5), weight_decay=DECAYS, momentum_decay=(4e-3, 2.0),
            decoupled_weight_decay=(False, True), maximize=MAXIMIZE,
        ),
    ),
    # The average of the first betas is never long enough for the gate, that of the others soon is.
    RAdam: (
        radam,
        grid(
            betas=((0.5, 0.625), (0.5, 0.75), (0.9, 0.99)), eps=(1e-3, 1.5), weight_decay=DECAYS,
            decoupled_weight_decay=(False, True), maximize=MAXIMIZE,
        ),
    ),
    RMSprop: (
        rmsprop,
        grid(
            alpha=(0.5, 0.9), eps=(1e-3, 1.5), weight_decay=DECAYS, momentum=(0.0, 0.75),
            centered=(False, True), maximize=MAXIMIZE,
        ),
    ),
    Adagrad: (
        adagrad,
        grid(
            lr_decay=(0.0, 0.5), weight_decay=DECAYS, initial_accumulator_value=(0.0, 0.75),
            eps=(1e-3, 1.5), maximize=MAXIMIZE,
        ),
    ),
    Adadelta: (
        adadelta,
        grid(rho=(0.5, 0.9), eps=(1e-2, 1.5), weight_decay=DECAYS, maximize=MAXIMIZE),
    ),
    ASGD: (
        asgd,
        grid(
            lambd=(0.0, 0.5), alpha=(0.75, 2.0), t0=(0.0, 1.5, 1e6), weight_decay=DECAYS,
            maximize=MAXIMIZE,
        ),
    ),
    Rprop: (
        rprop,
        grid(
            etas=((0.5, 1.25), (0.25, 3.0)), step_sizes=((1e-6, 50.0), (0.2, 0.4), (0.3, 0.3)),
            maximize=MAXIMIZE,
        ),
    ),
    Lion: (lion, grid(betas=BETAS, weight_decay=DECAYS, maximize=MAXIMIZE)),
    AdaBelief: (
        adabelief, grid(betas=BETAS, eps=(1e-3, 1.5), weight_decay=DECAYS, maximize=MAXIMIZE),
    ),
    Yogi: (
        yogi,
        grid(
            betas=BETAS, eps=(1e-3, 1.5), initial_accumulator_value=(0.0, 0.75), maximize=MAXIMIZE
        ),
    ),
    ADOPT: (
        adopt, grid(betas=BETAS, eps=(1e-3, 1.5), weight_decay=DECAYS, maximize=MAXIMIZE),
    ),
    Adan: (
        adan,
        grid(
            betas=((0.5, 0.25, 0.75), (0.02, 0.08, 0.01), (1.0, 1.0, 1.0)), eps=(1e-3, 1.5),
            weight_decay=DECAYS, maximize=MAXIMIZE,
        ),
    ),
}  # fmt: skip

# An element each: turns, one sign, zeros between, an outlier, none but zeros.
HISTORIES = (
    (0.5, -2.0, 1.5, 0.25, -0.125, 1.0),
    (1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    (0.0, 0.75, 0.0, -0.5, -1.0, 0.0),
    (-0.01, -0.02, 8.0, -0.01, 0.03, 0.02),
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
)
STARTS = (1.75, -0.5, 0.0, 3.0, -2.5)
RATES = (0.25, 0.25, 0.5, 0.125, 0.125, 0.125)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-5)])
@pytest.mark.parametrize("kind", RULES)
def test_a_rule_is_its_formula(kind: type[Optimizer], dtype: str, tolerance: float) -> None:
    formula, cases = RULES[kind]
    for hyper in cases:
        p, optimizer, state = started(kind, hyper, dtype)
        thetas, states = list(STARTS), [State() for _ in STARTS]
        for k, lr in enumerate(RATES):
            optimizer.lr = lr
            p.grad = np.array([history[k] for history in HISTORIES], dtype)
            optimizer.step()
            h = SimpleNamespace(**hyper, lr=lr)
            thetas = [
                formula(theta, -g if h.maximize else g, s, k + 1, h)
                for theta, g, s in zip(thetas, map(float, p.grad), states, strict=True)
            ]
            assert p.data.tolist() == pytest.approx(thetas, rel=tolerance, abs=tolerance), hyper
            for name in state.keys() & states[0].keys():
                kept = np.broadcast_to(state[name], p.data.shape).tolist()
                expected = [s[name] for s in states]
                assert kept == pytest.approx(expected, rel=tolerance, abs=tolerance), hyper
        assert {v.dtype for v in (p.data, *state.values()) if isinstance(v, np.ndarray)} == {
            np.dtype(dtype)
        }


def rho(beta: float, t: int) -> float:
    """RAdam's length of the average of squares."""
    return 2 / (1 - beta) - 1 - 2 * t * beta**t / (1 - beta**t)


def test_the_gate_of_radam_is_shut_where_the_average_is_exactly_as_long_as_it_says() -> None:
    near = [0.7678067796924252 + k * 2.0**-53 for k in range(-50, 50)]
    beta, t = next((b, 7) for b in near if rho(b, 7) == 5)
    p = Parameter(np.zeros(1))
    optimizer = RAdam([p], 1.0, (0.5, beta))
    for _ in range(t):
        p.grad = np.array([64.0])
        optimizer.step()
    assert p.data.tolist() == [-64.0 * t]


def started(
    kind: Callable[..., Optimizer], hyper: dict[str, Any], dtype: str
) -> tuple[Parameter, Optimizer, dict[str, Any]]:
    p = Parameter(np.array(STARTS, dtype))
    optimizer = kind([p], RATES[0], **hyper)
    return p, optimizer, optimizer.state[id(p)]


# What the constructors say


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
    Adamax: {
        "lr": 2e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "maximize": False,
    },
    NAdam: {
        "lr": 2e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0,
        "momentum_decay": 4e-3, "decoupled_weight_decay": False, "maximize": False,
    },
    RAdam: {
        "lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0,
        "decoupled_weight_decay": False, "maximize": False,
    },
    RMSprop: {
        "lr": 1e-2, "alpha": 0.99, "eps": 1e-8, "weight_decay": 0.0, "momentum": 0.0,
        "centered": False, "maximize": False,
    },
    Adagrad: {
        "lr": 1e-2, "lr_decay": 0.0, "weight_decay": 0.0, "initial_accumulator_value": 0.0,
        "eps": 1e-10, "maximize": False,
    },
    Adadelta: {"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0.0, "maximize": False},
    ASGD: {
        "lr": 1e-2, "lambd": 1e-4, "alpha": 0.75, "t0": 1e6, "weight_decay": 0.0,
        "maximize": False,
    },
    Rprop: {"lr": 1e-2, "etas": (0.5, 1.2), "step_sizes": (1e-6, 50.0), "maximize": False},
    Adafactor: {
        "lr": 1e-2, "beta2_decay": -0.8, "eps": (None, 1e-3), "d": 1.0, "weight_decay": 0.0,
        "maximize": False,
    },
    Muon: {
        "lr": 1e-3, "weight_decay": 0.1, "momentum": 0.95, "nesterov": True,
        "ns_coefficients": (3.4445, -4.775, 2.0315), "eps": 1e-7, "ns_steps": 5,
        "adjust_lr_fn": None, "maximize": False,
    },
    Lion: {"lr": 1e-4, "betas": (0.9, 0.99), "weight_decay": 0.0, "maximize": False},
    LAMB: {
        "lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-6, "weight_decay": 0.0, "maximize": False,
    },
    LARS: {
        "lr": 1e-3, "momentum": 0.9, "weight_decay": 0.0, "trust_coefficient": 1e-3,
        "maximize": False,
    },
    AdaBelief: {
        "lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-16, "weight_decay": 0.0, "maximize": False,
    },
    Yogi: {
        "lr": 1e-2, "betas": (0.9, 0.999), "eps": 1e-3, "initial_accumulator_value": 1e-6,
        "maximize": False,
    },
    ADOPT: {
        "lr": 1e-3, "betas": (0.9, 0.9999), "eps": 1e-6, "weight_decay": 0.0, "maximize": False,
    },
    Adan: {
        "lr": 1e-3, "betas": (0.02, 0.08, 0.01), "eps": 1e-8, "weight_decay": 0.0,
        "maximize": False,
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", DEFAULTS)
def test_defaults_are_the_documented_ones(kind: type[Optimizer]) -> None:
    make: Callable[..., Optimizer] = kind
    made = make([Parameter(np.zeros((1, 1)))])
    found = {name: getattr(made, name) for name in kind.hyperparameters()}
    assert found == DEFAULTS[kind]


@pytest.mark.parametrize("kind", DEFAULTS)
def test_hyper_parameters_are_taken_in_this_order_and_maximize_by_name_alone(
    kind: type[Optimizer],
) -> None:
    names = list(inspect.signature(kind).parameters)
    assert names == ["params", *DEFAULTS[kind]]
    with pytest.raises(TypeError):
        kind([Parameter(np.zeros((1, 1)))], *DEFAULTS[kind].values())


def test_every_rule_has_its_defaults_and_its_formula() -> None:
    kinds = {k for k in vars(optimcore).values() if isinstance(k, type) and k.__base__ is Optimizer}
    assert DEFAULTS.keys() == kinds | {AdamW}
    assert RULES.keys() == kinds - {SGD, Adam, AdamW, Adafactor, LAMB, LARS, Muon}


BELOW_1 = 1 - 2.0**-53
LEAST = 5e-324
# By requirement: accepted values at the bounds, and rejected ones. NaN is always rejected.
EDGES: dict[str, tuple[list[Any], list[Any]]] = {
    "a finite number of at least 0": ([0.0, 1e300], [-LEAST, math.inf]),
    "a finite number of at most 0": ([0.0, -1e300], [LEAST, -math.inf]),
    "a finite number of at least 1": ([1.0, 1e300], [BELOW_1, math.inf]),
    "a finite number": ([-1e300, 1e300], [-math.inf, math.inf]),
    "at least 0 and below 1": ([0.0, BELOW_1], [-LEAST, 1.0]),
    "a whole number of at least 0": ([0, 7], [-1, 0.5]),
    "True or False": ([True, False], [0, 1, None]),
    "one of None, 'original', 'match_rms_adamw'": (
        [None, "original", "match_rms_adamw"], ["other", False],
    ),
    "2 numbers (beta1, beta2), each at least 0 and below 1": (
        [(0.0, 0.0), (BELOW_1, BELOW_1)],
        [(1.0, 0.5), (0.5, 1.0), (-LEAST, 0.5), (0.5, -LEAST), (0.5,), (0.5, 0.5, 0.5)],
    ),
    "3 numbers (beta1, beta2, beta3), each in [0, 1]": (
        [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)],
        [
            (-LEAST, 0.5, 0.5), (0.5, -LEAST, 0.5), (0.5, 0.5, -LEAST), (1 + 2.0**-52, 0.5, 0.5),
            (0.5, 0.5), (0.5, 0.5, 0.5, 0.5),
        ],
    ),
    "3 finite numbers (a, b, c)": (
        [(-1e300, 0.0, 1e300)], [(1.0, 1.0), (1.0, 1.0, 1.0, 1.0), (1.0, math.inf, 1.0)],
    ),
    "2 numbers, the first between 0 and 1, the second above 1": (
        [(LEAST, 1 + 2.0**-52), (BELOW_1, 1e300)], [(0.0, 2.0), (1.0, 2.0), (0.5, 1.0), (0.5,)],
    ),
    "2 numbers of at least 0": (
        [(0.0, 0.0), (1.0, 0.5)], [(-LEAST, 1.0), (1.0, -LEAST), (1.0, math.inf), (1.0,)],
    ),
    "two finite numbers (eps1, eps2) of at least 0, of which eps1 may be None": (
        [(None, 0.0), (0.0, 1e300)],
        [(None, None), (0.5, None), (-LEAST, 0.5), (0.5, -LEAST), (0.5,), (0.5, 0.5, 0.5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", DEFAULTS)
def test_each_hyper_parameter_is_accepted_at_its_bounds_and_rejected_outside(
    kind: type[Optimizer],
) -> None:
    make: Callable[..., Optimizer] = kind
    params = [Parameter(np.zeros((1, 1)))]
    for name in DEFAULTS[kind]:
        hyper: Hyper[Any] = getattr(kind, name)
        inside, outside = EDGES[hyper.requirement]
        more = {"momentum": 0.5} if (kind, name) == (SGD, "nesterov") else {}
        for value in inside:
            assert getattr(make(params, **(more | {name: value})), name) == value
        for value in (*outside, math.nan, "1"):
            with pytest.raises(ValueError, match=rf"{kind.__name__} got {name}=.*Give {name} "):
                make(params, **{name: value})


MOMENTS = ("m", "v")
# How hyper-parameters scale with the gradients, and the moments that start as zeros.
TRAITS: dict[type[Optimizer], tuple[dict[str, int] | None, tuple[str, ...]]] = {
    SGD: ({"lr": -1, "weight_decay": 1}, ()),
    Adam: ({"eps": 1, "weight_decay": 1}, MOMENTS),
    AdamW: ({"eps": 1}, MOMENTS),
    Adamax: ({"eps": 1, "weight_decay": 1}, ("m", "u")),
    NAdam: ({"eps": 1, "weight_decay": 1}, MOMENTS),
    RAdam: (None, MOMENTS),
    RMSprop: ({"eps": 1, "weight_decay": 1}, ("v",)),
    Adagrad: ({"eps": 1, "weight_decay": 1, "initial_accumulator_value": 2}, ()),
    Adadelta: (None, ("v", "u")),
    ASGD: ({"lr": -1, "lambd": 1, "weight_decay": 1}, ("ax",)),
    Rprop: ({}, ("g",)),
    Adafactor: (None, ()),
    Muon: ({"eps": 1}, ("m",)),
    Lion: ({}, ("m",)),
    LAMB: ({"eps": 1}, MOMENTS),
    LARS: (None, ("v",)),
    AdaBelief: (None, ("m", "s")),
    Yogi: ({"eps": 1, "initial_accumulator_value": 2}, ("m",)),
    ADOPT: ({"eps": 1}, ("m",)),
    Adan: ({"eps": 1}, ()),
}
SHAPES: dict[type[Optimizer], tuple[bool, bool, int | None]] = {
    LAMB: (False, True, None),
    LARS: (False, True, None),
    Adafactor: (False, False, None),
    Muon: (False, False, 2),
}


@pytest.mark.parametrize("kind", TRAITS)
def test_a_rule_declares_its_traits(kind: type[Optimizer]) -> None:
    assert (kind.gradient_powers, kind.moments) == TRAITS[kind]
    shapes = (kind.elementwise, kind.shapeless, kind.dimensions)
    assert shapes == SHAPES.get(kind, (True, True, None))
    assert kind.sign_based == (kind in (Lion, Rprop))


def test_the_other_traits_hold_for_every_rule() -> None:
    assert (Optimizer.elementwise, Optimizer.shapeless, Optimizer.dimensions) == (True, True, None)
    assert (Optimizer.gradient_powers, Optimizer.moments) == ({}, ())
    assert not Optimizer.sign_based
