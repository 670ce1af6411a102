"""The rules that need all elements of a parameter, compared with formulas in plain Python.

The formulas are written with lists and loops, from the papers and from torch's loops.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from optimcore import LAMB, LARS, Adafactor, Muon, Optimizer, Parameter
from optimcore.tests.configurations import MAXIMIZE, grid

Row = list[float]
Matrix = list[Row]
State = dict[str, Any]


def norm(x: Row) -> float:
    return math.sqrt(math.fsum(v * v for v in x))


def averaged(old: Row | None, new: Row, beta: float) -> Row:
    old = [0.0] * len(new) if old is None else old
    return [beta * a + (1 - beta) * b for a, b in zip(old, new, strict=True)]


# The rules of one row of numbers


def lamb(theta: Row, g: Row, s: State, t: int, h: Any) -> Row:
    s["m"] = averaged(s.get("m"), g, h.betas[0])
    s["v"] = averaged(s.get("v"), [x * x for x in g], h.betas[1])
    u = []
    for m, v, x in zip(s["m"], s["v"], theta, strict=True):
        root = math.sqrt(v / (1 - h.betas[1] ** t)) + h.eps
        u.append(m / (1 - h.betas[0] ** t) / root + h.weight_decay * x)
    trust = norm(theta) / norm(u) if norm(theta) and norm(u) else 1.0
    return [x - h.lr * trust * y for x, y in zip(theta, u, strict=True)]


def lars(theta: Row, g: Row, s: State, t: int, h: Any) -> Row:
    gamma = 1.0
    if norm(theta) and norm(g):
        gamma = h.trust_coefficient * norm(theta) / (norm(g) + h.weight_decay * norm(theta))
    s["v"] = [
        h.momentum * v + h.lr * gamma * (y + h.weight_decay * x)
        for v, x, y in zip(s.get("v", [0.0] * len(g)), theta, g, strict=True)
    ]
    return [x - v for x, v in zip(theta, s["v"], strict=True)]


# The rules of matrices, of which the parameter holds one or more


def flat(matrices: list[Matrix]) -> Row:
    return [x for matrix in matrices for row in matrix for x in row]


def adafactor(theta: list[Matrix], g: list[Matrix], s: State, t: int, h: Any) -> list[Matrix]:
    weight, size = t**h.beta2_decay, math.sqrt(len(flat(theta)))
    square = [[[x * x for x in row] for row in matrix] for matrix in g]
    if h.whole:
        s["v"] = averaged(s.get("v"), flat(square), 1 - weight)
        v = [[s["v"]]]
    else:
        v = [factored(m, s.setdefault(f"matrix {k}", {}), weight, h) for k, m in enumerate(square)]
    u = [
        [
            [x / math.sqrt(max(y, h.eps[0] ** 2)) for x, y in zip(row, of_row, strict=True)]
            for row, of_row in zip(matrix, of_matrix, strict=True)
        ]
        for matrix, of_matrix in zip(g, v, strict=True)
    ]
    alpha = max(h.eps[1], norm(flat(theta)) / size) * min(h.lr, 1 / math.sqrt(t))
    clipped = alpha / max(1.0, norm(flat(u)) / size / h.d)
    return [less(a, b, 1 - h.lr * h.weight_decay, clipped) for a, b in zip(theta, u, strict=True)]


def factored(square: Matrix, s: State, weight: float, h: Any) -> Matrix:
    rows = [sum(row) / len(row) for row in square]
    columns = [sum(column) / len(column) for column in zip(*square, strict=True)]
    rows = s["rows"] = averaged(s.get("rows"), rows, 1 - weight)
    columns = s["columns"] = averaged(s.get("columns"), columns, 1 - weight)
    divisor = max(sum(rows) / len(rows), h.eps[0])
    return [[r * c / divisor for c in columns] for r in rows]


def less(x: Matrix, y: Matrix, shrink: float, factor: float) -> Matrix:
    """x, shrunk, less a multiple of y."""
    return [
        [a * shrink - factor * b for a, b in zip(one, other, strict=True)]
        for one, other in zip(x, y, strict=True)
    ]


def times(x: Matrix, y: Matrix) -> Matrix:
    return [
        [sum(a * b for a, b in zip(r, c, strict=True)) for c in zip(*y, strict=True)] for r in x
    ]


def muon(theta: list[Matrix], g: list[Matrix], s: State, t: int, h: Any) -> list[Matrix]:
    rows, columns = len(theta[0]), len(theta[0][0])
    s["m"] = averaged(s.get("m"), flat(g), h.momentum)
    u = averaged(s["m"], flat(g), h.momentum) if h.nesterov else s["m"]
    u = [v / max(norm(u), h.eps) for v in u]
    x = [u[k * columns : (k + 1) * columns] for k in range(rows)]
    a, b, c = h.ns_coefficients
    for _ in range(h.ns_steps):
        cube = times(times(x, [list(column) for column in zip(*x, strict=True)]), x)
        fifth = times(times(x, [list(column) for column in zip(*x, strict=True)]), cube)
        x = [
            [a * p + b * q + c * r for p, q, r in zip(*three, strict=True)]
            for three in zip(x, cube, fifth, strict=True)
        ]
    gain = math.sqrt(rows / columns) if rows > columns else 1.0
    if h.adjust_lr_fn == "match_rms_adamw":
        gain = 0.2 * math.sqrt(max(rows, columns))
    return [less(theta[0], x, 1 - h.lr * h.weight_decay, h.lr * gain)]


# Cases

Case = tuple[tuple[int, ...], dict[str, Any]]
RATES = (0.25, 0.25, 0.5, 0.125, 0.75)


def of_shapes(shapes: tuple[tuple[int, ...], ...], hypers: list[dict[str, Any]]) -> list[Case]:
    return list(product(shapes, hypers))


ADAFACTOR = {
    "beta2_decay": -0.8, "eps": (1e-3, 0.5), "d": 1.0, "weight_decay": 0.25, "maximize": False,
}  # fmt: skip
MUON = {
    "weight_decay": 0.25, "momentum": 0.75, "nesterov": True, "eps": 1e-3, "ns_steps": 2,
    "ns_coefficients": (1.5, -0.75, 0.25), "adjust_lr_fn": None, "maximize": False,
}  # fmt: skip
RULES: dict[type[Optimizer], tuple[Callable[..., Any], list[Case]]] = {
    LAMB: (
        lamb,
        of_shapes(
            ((3,), (), (2, 2)),
            grid(
                betas=((0.5, 0.75), (0.9, 0.99)), eps=(1e-3, 1.5), weight_decay=(0.0, 0.25),
                maximize=MAXIMIZE,
            ),
        ),
    ),
    LARS: (
        lars,
        of_shapes(
            ((3,), (), (2, 2)),
            grid(
                momentum=(0.0, 0.75), weight_decay=(0.0, 0.25), trust_coefficient=(0.5, 2.0),
                maximize=MAXIMIZE,
            ),
        ),
    ),
    Adafactor: (
        adafactor,
        of_shapes(
            ((), (1,), (3,), (2, 3), (3, 1), (1, 3), (2, 2, 3)),
            [
                ADAFACTOR, ADAFACTOR | {"maximize": True}, ADAFACTOR | {"weight_decay": 0.0},
                ADAFACTOR | {"beta2_decay": 0.0}, ADAFACTOR | {"d": 1.125},
                ADAFACTOR | {"eps": (0.75, 1e-3)}, ADAFACTOR | {"eps": (2.0, 1e-3)},
            ],
        ),
    ),
    Muon: (
        muon,
        of_shapes(
            ((2, 2), (2, 3), (5, 2), (3, 1)),
            [
                MUON | {"maximize": True}, MUON | {"nesterov": False}, MUON | {"weight_decay": 0.0},
                MUON | {"eps": 2.0}, MUON | {"ns_steps": 0}, MUON | {"ns_steps": 1},
                MUON | {"adjust_lr_fn": "original"}, MUON | {"adjust_lr_fn": "match_rms_adamw"},
                MUON | {"ns_coefficients": (3.4445, -4.775, 2.0315), "ns_steps": 3}, MUON,
            ],
        ),
    ),
}  # fmt: skip


def numbers(kind: str, shape: tuple[int, ...], k: int, dtype: str) -> Any:
    """Parameters or gradients: large, zeros, tiny, nearly equal, with an outlier."""
    loud = np.random.default_rng([len(kind), k]).standard_normal(shape)
    outlier = loud.copy()
    outlier.flat[0] = 50.0
    return (loud, loud * 0, loud * 1e-3, 1 + loud / 64, outlier)[k].astype(dtype)


def as_matrices(x: Any) -> list[Matrix]:
    nested: list[Matrix] = x.reshape((-1, *x.shape[-2:]) if x.ndim > 1 else (1, 1, -1)).tolist()
    return nested


def as_row(x: Any) -> Row:
    row: Row = x.ravel().tolist()
    return row


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-4)])
@pytest.mark.parametrize("start", [0, 1], ids=["from anywhere", "from zeros"])
@pytest.mark.parametrize("kind", RULES)
def test_a_rule_is_its_formula(
    kind: type[Optimizer], start: int, dtype: str, tolerance: float
) -> None:
    formula, cases = RULES[kind]
    listed: Callable[[Any], Any] = as_row if kind in (LAMB, LARS) else as_matrices
    for shape, hyper in cases:
        make: Callable[..., Optimizer] = kind
        p = Parameter(numbers("start", shape, start, dtype))
        optimizer = make([p], RATES[0], **hyper)
        theta, state = listed(p.data), State()
        for k, lr in enumerate(RATES):
            optimizer.lr = lr
            p.grad = numbers("gradient", shape, k, dtype)
            optimizer.step()
            h = SimpleNamespace(**hyper, lr=lr, whole=len(shape) < 2)
            g = listed(-p.grad if h.maximize else p.grad)
            theta = formula(theta, g, state, k + 1, h)
            assert np.ravel(listed(p.data)) == pytest.approx(
                np.ravel(theta), rel=tolerance, abs=tolerance
            ), (shape, hyper, k)
        kept = [v for v in optimizer.state[id(p)].values() if isinstance(v, np.ndarray)]
        assert (p.data.shape, {v.dtype for v in (p.data, *kept)}) == (shape, {np.dtype(dtype)})


@pytest.mark.parametrize(("dtype", "unit"), [("float64", 2.0**-52), ("float32", 2.0**-23)])
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_the_smallest_denominator_of_adafactor_is_by_default_the_machine_epsilon(
    dtype: str, unit: float, shape: tuple[int, ...]
) -> None:
    p = Parameter(np.zeros(shape, dtype))
    p.grad = np.full(shape, unit / 4, dtype)
    Adafactor([p], 1.0, eps=(None, 1.0)).step()
    assert p.data.tolist() == np.full(shape, -1 / 4).tolist()


@pytest.mark.parametrize("kind", RULES)
def test_without_decay_a_parameter_stays_until_it_gets_a_gradient_other_than_zero(
    kind: type[Optimizer],
) -> None:
    make: Callable[..., Optimizer] = kind
    p = Parameter(numbers("start", (2, 3), 0, "float64"))
    before = p.data.tolist()
    p.grad = np.zeros((2, 3))
    make([p], 0.5, weight_decay=0.0).step()
    assert p.data.tolist() == before


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 3)])
@pytest.mark.parametrize("kind", RULES)
def test_parameters_without_elements_are_stepped(
    kind: type[Optimizer], shape: tuple[int, ...]
) -> None:
    if kind.dimensions not in (None, len(shape)):
        return
    make: Callable[..., Optimizer] = kind
    p = Parameter(np.zeros(shape))
    optimizer = make([p])
    for _ in range(2):
        p.grad = np.zeros(shape)
        optimizer.step()
    assert p.data.shape == shape
