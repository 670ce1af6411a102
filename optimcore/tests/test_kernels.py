"""Kernels give the bits of the update on arrays, and are used only where they may be."""

from __future__ import annotations

import copy
import pickle
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import optimcore
from optimcore import SGD, Adam, Optimizer, Parameter, kernels, optimizer

# The results depend on the version of NumPy.
pytestmark = pytest.mark.everywhere

FLAGS: tuple[dict[str, Any], ...] = ({}, {"maximize": True, "weight_decay": 0.1})
RULES: dict[str, tuple[dict[str, Any], ...]] = {
    "SGD": (
        *FLAGS,
        {"momentum": 0.9, "dampening": 0.25},
        {"momentum": 0.9, "nesterov": True},
        # Products with 1 are left out.
        {"momentum": 1.0, "weight_decay": 1.0, "lr": 1.0},
    ),
    "Adam": (*FLAGS, {"amsgrad": True}, {"betas": (0.0, 0.5), "eps": 0.0}),
    "AdamW": (*FLAGS, {"amsgrad": True}),
    "NAdam": (*FLAGS, {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    "RMSprop": (*FLAGS, {"centered": True, "momentum": 0.9}),
    "Adagrad": (*FLAGS, {"lr_decay": 0.5, "initial_accumulator_value": 0.1}),
    "Adadelta": FLAGS,
    "Adamax": FLAGS,
    "Lion": FLAGS,
    "AdaBelief": FLAGS,
    "ADOPT": FLAGS,
    "Adan": FLAGS,
    "Yogi": ({}, {"maximize": True}),
}
# Their conditions depend on the step count or on the signs of gradients.
WITHOUT_KERNEL = ("RAdam", "ASGD", "Rprop")
CASES = [(name, hyper) for name, options in RULES.items() for hyper in options]
SIZE = 23


@pytest.fixture(autouse=True)
def _kernels_of_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer, "SMALLEST_KERNEL", 0)
    monkeypatch.setattr(kernels, "LARGEST_BLOCK", 10)


def build(name: str, hyper: dict[str, Any], dtype: str) -> Optimizer:
    start = np.random.default_rng(1).standard_normal(SIZE).astype(dtype)
    start[4] = -0.0
    made: Optimizer = getattr(optimcore, name)([Parameter(start)], **({"lr": 0.1} | hyper))
    return made


def step(optimizer: Optimizer, k: int) -> None:
    (p,) = optimizer.params
    g = np.random.default_rng(100 + k).standard_normal(SIZE).astype(p.dtype)
    g[:5] = 0.0, -0.0, np.nan, 1e-40, 0.0
    before = g.copy()
    p.grad = g
    optimizer.step()
    assert g.tobytes() == before.tobytes()


def content(optimizer: Optimizer) -> tuple[bytes, dict[str, tuple[type, bytes]]]:
    (p,) = optimizer.params
    state = optimizer.state[id(p)]
    return p.data.tobytes(), {n: (type(v), np.asarray(v).tobytes()) for n, v in state.items()}


def train(optimizer: Optimizer) -> list[object]:
    seen: list[object] = []
    for k in range(10):
        # Other values of lr, among them both zeros, and step counts whose bias correction is 1.
        optimizer.lr = {3: 0.5, 5: 0.0, 6: -0.0, 7: 1.0}.get(k, optimizer.lr)
        optimizer.state[id(optimizer.params[0])]["t"] += 30_000 * (k == 8)
        step(optimizer, k)
        seen.append(content(optimizer))
    return seen


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "hyper"), CASES)
def test_a_kernel_gives_the_bits_of_the_update_on_arrays(
    name: str, hyper: dict[str, Any], dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with np.errstate(all="ignore"):
        fast = build(name, hyper, dtype)
        found = train(fast)
        assert fast.kernels.kernels
        monkeypatch.setattr(optimizer, "SMALLEST_KERNEL", SIZE + 1)
        plain = build(name, hyper, dtype)
        assert train(plain) == found
        assert not plain.kernels.kernels


@pytest.mark.parametrize("name", WITHOUT_KERNEL)
def test_rules_with_conditions_on_numbers_or_arrays_have_no_kernel(name: str) -> None:
    made = build(name, {}, "float64")
    for k in range(8):
        step(made, k)
    assert not made.kernels.kernels


def test_a_kernel_makes_no_array_of_the_size_of_the_parameter() -> None:
    size = 100_000
    made = Adam([Parameter(np.ones(size))])
    made.params[0].grad = np.ones(size)
    made.step()
    tracemalloc.start()
    made.step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size


def rule(update: Callable[..., Any]) -> Optimizer:
    kind = type("Rule", (Optimizer,), {"update": staticmethod(update)})
    made: Optimizer = kind([Parameter(np.ones(SIZE, np.float32))], 0.1)
    step(made, 0)
    step(made, 1)
    return made


def in_place(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    theta -= h.lr * g
    return theta, {}


def by_step(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - (0.1 if t == 1 else 0.5) * g, {}


def by_sign(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - np.where(g > 0, 0.1, 0.2), {}


def by_size(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - h.lr * g * g.size, {}


def in_another_dtype(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - np.float64(0.1) * g, {}


def with_swapped_state(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - g, {"a": s.get("b", g), "b": s.get("a", theta)}


def with_memory(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    h.count = getattr(h, "count", 0) + 1
    return theta - h.lr * h.count * g, {}


@pytest.mark.parametrize(
    "update",
    [in_place, by_step, by_sign, by_size, in_another_dtype, with_swapped_state, with_memory],
)
def test_an_update_that_calls_do_not_express_is_evaluated_on_arrays(
    update: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = rule(update)
    assert not found.kernels.kernels
    monkeypatch.setattr(optimizer, "SMALLEST_KERNEL", SIZE + 1)
    assert content(rule(update)) == content(found)


def moved_first(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    new = theta - h.lr * g
    return new, {"m": s["m"] + theta if "m" in s else g, "n": new}


def crossed(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - g, {"a": 2 * s["b"], "b": 3 * s["a"]} if s else {"a": g, "b": theta}


def reciprocal(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
    return theta - h.lr * (1 / (g + 2.0)), {}


@pytest.mark.parametrize(
    ("dampening", "calls"), [(0.0, 4), (0.5, 5)], ids=["factor 1", "factor 0.5"]
)
def test_a_product_with_1_is_left_out(dampening: float, calls: int) -> None:
    made = build("SGD", {"momentum": 0.9, "dampening": dampening}, "float64")
    step(made, 0)
    step(made, 1)
    (kernel,) = made.kernels.kernels.values()
    assert len(kernel.calls) == calls


@pytest.mark.parametrize("update", [moved_first, crossed, reciprocal])
def test_values_that_are_read_later_are_not_overwritten(
    update: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = rule(update)
    assert found.kernels.kernels
    monkeypatch.setattr(optimizer, "SMALLEST_KERNEL", SIZE + 1)
    assert content(rule(update)) == content(found)


def test_state_arrays_that_share_memory_are_updated_like_those_of_one_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run() -> object:
        made = build("Adam", {}, "float64")
        state = made.state[id(made.params[0])]
        state["v"] = state["m"]
        with np.errstate(all="ignore"):
            step(made, 0)
            step(made, 1)
        return content(made)

    found = run()
    monkeypatch.setattr(optimizer, "SMALLEST_KERNEL", SIZE + 1)
    monkeypatch.setattr(optimizer, "BLOCK", 10)
    assert run() == found


@pytest.mark.parametrize("name", ["SGD", "Lion"])
def test_a_gradient_that_is_the_parameter_is_read_before_it_is_written(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> object:
        made = build(name, {}, "float64")
        for _ in range(3):
            made.params[0].grad = made.params[0].data
            made.step()
        return content(made)

    found = run()
    monkeypatch.setattr(optimizer, "SMALLEST_KERNEL", SIZE + 1)
    assert run() == found


def test_a_kernel_follows_new_arrays_of_parameter_and_state() -> None:
    made = build("Adam", {}, "float64")
    step(made, 0)
    saved, start = made.state_dict(), made.params[0].data.copy()
    step(made, 1)
    expected = content(made)
    made.load_state_dict(saved)
    made.params[0].data[...] = start
    step(made, 1)
    assert content(made) == expected
    made.load_state_dict(saved)
    step(made, 0)
    made.state[id(made.params[0])].update(made.state_dict()["state"][0])
    made.params[0].data = start.copy()
    twin = build("Adam", {}, "float64")
    twin.load_state_dict(made.state_dict())
    twin.params[0].data = start.copy()
    # Only the parameter is another array.
    step(made, 2)
    step(twin, 2)
    made.params[0].data = made.params[0].data.copy()
    step(made, 3)
    step(twin, 3)
    assert content(made) == content(twin)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])  # noqa: S301
def test_copies_and_pickles_do_not_share_kernels(duplicate: Callable[[Any], Any]) -> None:
    made = build("SGD", {"momentum": 0.9}, "float64")
    step(made, 0)
    step(made, 1)
    twin = duplicate(made)
    step(made, 2)
    step(twin, 2)
    assert content(twin) == content(made)
    assert isinstance(twin, SGD)
    assert twin.kernels is not made.kernels


def test_the_gradient_is_not_kept_alive() -> None:
    made = build("SGD", {}, "float64")
    step(made, 0)
    (kernel,) = made.kernels.kernels.values()
    assert all(arrays[1] is None for _, arrays in kernel.blocks)
