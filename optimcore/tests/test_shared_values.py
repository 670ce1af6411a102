"""Values that all parameters share are computed once a step, and are part of the state."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import optimcore
from optimcore import Optimizer, Parameter


class Clipped(Optimizer):
    """Descent with gradients divided by the largest norm of all gradients so far."""

    lr = optimcore.nonnegative(0.5)

    @staticmethod
    def shared(thetas: Any, gs: Any, states: Any, shared: Any, t: Any, h: Any) -> dict[str, Any]:
        norm = np.sqrt(sum(np.sum(g * g) for g in gs))
        return {"norm": np.maximum(norm, shared.get("norm", 0.0)), "count": t}

    @staticmethod
    def update(  # type: ignore[override]
        theta: Any, g: Any, s: Any, t: Any, h: Any, shared: Any
    ) -> tuple[Any, dict[str, Any]]:
        return theta - h.lr * g / (shared["norm"] * shared["count"]), {}


def make_parameters() -> list[Parameter]:
    return [Parameter(np.array([1.0, 2.0])), Parameter(np.array(3.0))]


def step(optimizer: Optimizer, *gradients: Sequence[float] | float | None) -> None:
    for p, g in zip(optimizer.params, gradients, strict=True):
        p.grad = None if g is None else np.array(g, dtype=p.data.dtype)
    optimizer.step()


def values(optimizer: Optimizer) -> list[float]:
    return [float(x) for p in optimizer.params for x in np.ravel(p.data)]


def test_a_step_of_each_parameter_depends_on_all_gradients() -> None:
    optimizer = Clipped(make_parameters())
    step(optimizer, [3.0, 0.0], 4.0)
    assert values(optimizer) == [1.0 - 0.5 * 3 / 5, 2.0, 3.0 - 0.5 * 4 / 5]


def test_parameters_without_gradient_are_left_out_and_a_step_without_any_is_not_counted() -> None:
    optimizer = Clipped(make_parameters())
    step(optimizer, [0.0, 1.0], None)
    step(optimizer, None, None)
    assert optimizer.shared_values == {"norm": 1.0, "count": 1}
    step(optimizer, None, 1.0)
    assert values(optimizer) == [1.0, 1.5, 3.0 - 0.5 / 2]


def test_the_form_of_a_function_gives_the_same_steps() -> None:
    made = optimcore.rule(lr=0.5, shared=Clipped.shared)(Clipped.update)
    one, other = Clipped(make_parameters()), made(make_parameters())
    for optimizer in (one, other):
        step(optimizer, [3.0, -1.0], 4.0)
        step(optimizer, [0.5, -1.0], None)
    assert values(one) == values(other)


@pytest.mark.parametrize("by", ["state_dict", "deepcopy", "pickle"])
def test_a_copy_continues_with_the_shared_values(by: str) -> None:
    optimizer: Optimizer = Clipped(make_parameters())
    step(optimizer, [30.0, 0.0], 40.0)
    twin: Optimizer
    if by == "state_dict":
        twin = Clipped([Parameter(p.data.copy()) for p in optimizer.params])
        twin.load_state_dict(optimizer.state_dict())
    else:
        twin = copy.deepcopy(optimizer) if by == "deepcopy" else _pickled(optimizer)
    for one in (optimizer, twin):
        step(one, [1.0, 0.0], 1.0)
    assert values(twin) == values(optimizer)
    assert twin.shared_values == {"norm": 50.0, "count": 2}


def _pickled(optimizer: Optimizer) -> Optimizer:
    twin: Optimizer = pickle.loads(pickle.dumps(optimizer))  # noqa: S301 - made here
    return twin


def test_a_saved_state_shares_no_memory_and_must_have_the_shared_values() -> None:
    optimizer = Clipped(make_parameters())
    step(optimizer, [30.0, 0.0], 40.0)
    saved = optimizer.state_dict()
    step(optimizer, [300.0, 0.0], 400.0)
    assert saved["shared"] == {"count": 1, "values": {"norm": 50.0, "count": 1}}
    del saved["shared"]
    with pytest.raises(ValueError, match="has no values that all parameters share"):
        optimizer.load_state_dict(saved)


def test_large_parameters_are_updated_in_blocks_and_not_recorded() -> None:
    size = 40_000
    optimizer = Clipped([Parameter(np.ones(size)), Parameter(np.array(0.0))])
    step(optimizer, [1.0] * size, 0.0)
    np.testing.assert_array_equal(optimizer.params[0].data, np.full(size, 1 - 0.5 / 200))


def test_other_rules_have_nothing_of_it_in_their_state() -> None:
    assert "shared" not in optimcore.SGD(make_parameters(), lr=0.1).state_dict()
