"""Evaluation mode shows the point of evaluation of a rule, and training goes on as before."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import optimcore
from optimcore import Optimizer, Parameter


class Averaged(Optimizer):
    """Schedule-free SGD with equal weights."""

    lr = optimcore.nonnegative(0.5)
    beta = optimcore.decay_rate(0.75)

    @staticmethod
    def update(theta: Any, g: Any, s: Any, t: Any, h: Any) -> tuple[Any, dict[str, Any]]:
        z = s.get("z", theta)
        x = Averaged.shown(theta, {"z": z}, t, h)
        z = z - h.lr * g
        x = x + (z - x) / t
        return (1 - h.beta) * z + h.beta * x, {"z": z}

    @staticmethod
    def shown(theta: Any, s: Any, t: Any, h: Any) -> Any:
        return (theta - (1 - h.beta) * s["z"]) / h.beta


def make(*values: Any) -> Averaged:
    return Averaged([Parameter(np.array(v, dtype=np.float64)) for v in values or ([1.0, 2.0], 3.0)])


def step(optimizer: Optimizer, *gradients: Any) -> None:
    for p, g in zip(optimizer.params, gradients, strict=True):
        p.grad = None if g is None else np.full(p.data.shape, g, dtype=p.data.dtype)
    optimizer.step()


def values(optimizer: Optimizer) -> list[float]:
    return [float(x) for p in optimizer.params for x in np.ravel(p.data)]


def test_evaluation_mode_has_the_average_of_the_steps_and_training_mode_the_same_bits_again() -> (
    None
):
    optimizer = make([1.0, 2.0])
    for g in (2.0, 4.0):
        step(optimizer, g)
    trained = optimizer.params[0].data.tobytes()
    optimizer.eval()
    # z is 0 and 1 after the first step, -2 and -1 after the second.
    np.testing.assert_allclose(values(optimizer), [-1.0, 0.0], atol=1e-15)
    optimizer.train()
    assert optimizer.params[0].data.tobytes() == trained


def test_a_mode_that_is_set_already_changes_nothing() -> None:
    optimizer = make()
    optimizer.train()
    step(optimizer, 1.0, 1.0)
    step(optimizer, 2.0, -1.0)
    optimizer.eval()
    seen = values(optimizer)
    optimizer.eval()
    assert values(optimizer) == seen
    optimizer.train()
    trained = values(optimizer)
    optimizer.train()
    assert values(optimizer) == trained != seen


def test_a_parameter_without_a_step_is_evaluated_as_it_is() -> None:
    optimizer = make([1.0], 3.0, np.zeros((0,)))
    step(optimizer, 1.0, None, 1.0)
    step(optimizer, 1.0, None, 1.0)
    optimizer.eval()
    assert optimizer.params[1].data == 3.0
    assert optimizer.params[2].data.shape == (0,)
    assert optimizer.params[0].data != 1.0


def test_a_step_in_evaluation_mode_is_rejected() -> None:
    optimizer = make()
    step(optimizer, 1.0, 1.0)
    optimizer.eval()
    before = values(optimizer)
    with pytest.raises(RuntimeError, match="evaluation mode"):
        optimizer.step()
    assert values(optimizer) == before
    assert [s["t"] for s in optimizer.state.values()] == [1, 1]


def load_into_new(optimizer: Averaged) -> Averaged:
    twin = Averaged([Parameter(p.data.copy()) for p in optimizer.params])
    twin.load_state_dict(optimizer.state_dict())
    return twin


@pytest.mark.parametrize(
    "by", [load_into_new, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],  # noqa: S301
    ids=["state_dict", "deepcopy", "pickle"],
)  # fmt: skip
def test_a_copy_that_is_made_in_evaluation_mode_goes_on_training(
    by: Callable[[Averaged], Averaged],
) -> None:
    optimizer = make()
    step(optimizer, 1.0, 1.0)
    step(optimizer, 3.0, -1.0)
    optimizer.eval()
    saved = optimizer.state_dict()
    twin = by(optimizer)
    optimizer.train()
    assert [a.tobytes() for a in saved["trained"]] == [p.data.tobytes() for p in optimizer.params]
    twin.train()
    for one in (optimizer, twin):
        step(one, 0.5, 2.0)
    assert values(twin) == values(optimizer)


def test_a_state_that_was_saved_in_training_mode_ends_evaluation_mode() -> None:
    optimizer = make()
    step(optimizer, 1.0, 1.0)
    saved = optimizer.state_dict()
    assert "trained" not in saved
    optimizer.eval()
    optimizer.load_state_dict(saved)
    before = values(optimizer)
    optimizer.train()
    assert values(optimizer) == before


def test_the_form_of_a_function_has_the_same_points() -> None:
    made = optimcore.rule(lr=0.5, beta=0.75, shown=Averaged.shown)(Averaged.update)
    one, other = make(), made([Parameter(np.array([1.0, 2.0])), Parameter(np.array(3.0))])
    for optimizer in (one, other):
        step(optimizer, 3.0, -1.0)
        step(optimizer, 0.5, 2.0)
        optimizer.eval()
    assert values(one) == values(other)


def test_other_rules_have_one_point_for_both_modes() -> None:
    optimizer = optimcore.SGD([Parameter(np.array([1.0]))], lr=0.5)
    step(optimizer, 1.0)
    optimizer.eval()
    step(optimizer, 1.0)
    optimizer.train()
    assert values(optimizer) == [0.0]
    assert "trained" not in optimizer.state_dict()
