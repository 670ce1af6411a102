"""A naive convergence test, as optimizers often have, to show which bugs it does not detect.

It takes a hundred steps on the quadratic |p - target|^2 in five dimensions with values near 1 and
default hyper-parameters, and compares the result with a tolerance of 1e-5. The case study uses this
test.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from ..rules.registry import optimizers
from ..scenarios.model import Floats
from ..subjects.training_loop_subject import LateModel

STEPS = 100
TOLERANCE = 1e-5
RATE = 1e-2


def naive_test_result(rule: str, package: ModuleType, **hyper: Any) -> Floats:
    """Return the result of the test for an optimizer of optimcore or of a copy of it."""
    start, target = _quadratic()
    kind = optimizers(package)[rule]
    model = LateModel(package.Parameter, _split_numbers(start, kind.dimensions))
    losses = [_distance_loss(package, model, _split_numbers(target, kind.dimensions))] * STEPS
    with np.errstate(all="ignore"):
        for _ in package.train(model, lambda params: kind(params, **{"lr": RATE, **hyper}), losses):
            pass
    return np.concatenate([p.data.ravel() for p in model.parameter_objects])


def naive_test_loss(result: Floats | None = None) -> float:
    """Return the loss |p - target|^2 of a result of the test, or before its first step."""
    start, target = _quadratic()
    with np.errstate(all="ignore"):
        return float(np.sum((target - (start if result is None else result)) ** 2))


def _quadratic() -> tuple[Floats, Floats]:
    """Return the start and the target."""
    rng = np.random.default_rng(0)
    return rng.standard_normal(5), rng.standard_normal(5)


def _split_numbers(numbers: Floats, dimensions: int | None) -> list[Floats]:
    """Return the first three numbers and the others, with as many axes as the rule needs."""
    shape = (*[1] * ((dimensions or 1) - 1), -1)
    return [numbers[:3].reshape(shape), numbers[3:].reshape(shape)]


def _distance_loss(
    package: ModuleType, model: LateModel, targets: list[Floats]
) -> Callable[[], Any]:
    def loss() -> Any:
        first, second = model.parameter_objects
        a, b = (package.Tensor(t) for t in targets)
        return ((first - a) ** 2).sum() + ((second - b) ** 2).sum()

    return loss
