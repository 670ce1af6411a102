"""Measure the time of a step of optimcore and of torch, and of moving the bytes of a step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import optimcore

from ..errors import WrongUse
from .paths import PATHS

SIZES = (469, 100_000, 10_000_000)
DTYPES = ("float32", "float64")


@dataclass(frozen=True)
class StepCase:
    """A rule with its class in optimcore and torch, and the arrays that a step reads or writes."""

    kind: str
    hyper: Mapping[str, float]
    streams: int


# A step reads and writes theta and the arrays of the state, and reads the gradient.
CASES = {
    "adam": StepCase("Adam", {}, 7),
    "sgd": StepCase("SGD", {}, 3),
    "sgd with momentum": StepCase("SGD", {"momentum": 0.9}, 5),
    "rmsprop": StepCase("RMSprop", {}, 5),
}

# Each measurement runs for about this number of elements, and the shortest of so many is taken.
ELEMENTS, REPETITIONS = 1_000_000, 40

# The first steps allocate the state.
FIRST_STEPS = 3


@dataclass(frozen=True)
class StepRow:
    """The seconds of a step on each path; paths that torch does not have are missing.

    ``moving`` is the time to read and write as many bytes as the step does.
    """

    name: str
    dtype: str
    size: int
    optimcore: float
    torch: Mapping[str, float]
    moving: float


def measure_steps(
    names: Sequence[str] = tuple(CASES),
    sizes: Sequence[int] = SIZES,
    dtypes: Sequence[str] = DTYPES,
    repetitions: int = REPETITIONS,
) -> Iterator[StepRow]:
    """Yield the shortest times of a step on one thread; the paths are measured in turn.

    Raises:
        WrongUse: torch is not installed.
    """
    try:
        import torch
    except ImportError:
        raise WrongUse(
            "bench step compares with torch, which is not installed, so nothing was measured. "
            "Install the extra torch."
        ) from None
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for name in names:
            for dtype in dtypes:
                for size in sizes:
                    yield _measure_case(name, dtype, size, repetitions)
    finally:
        torch.set_num_threads(threads)


def _measure_case(name: str, dtype: str, size: int, repetitions: int) -> StepRow:
    case = CASES[name]
    rng = np.random.default_rng(0)
    start, gradient = (rng.standard_normal(size).astype(dtype) for _ in range(2))
    half = np.zeros(case.streams * size // 2, dtype)
    steps = {
        "optimcore": _step_of_optimcore(case, start, gradient),
        **_steps_of_torch(case, start, gradient),
        # Every byte of half of the streams is read and written.
        "moving": lambda: np.negative(half, out=half),
    }
    times = _shortest_times(steps, max(1, min(200, ELEMENTS // size)), repetitions)
    ours, moving = times.pop("optimcore"), times.pop("moving")
    return StepRow(name, dtype, size, ours, times, moving)


def _step_of_optimcore(case: StepCase, start: Any, gradient: Any) -> Callable[[], object]:
    parameter = optimcore.Parameter(start)
    parameter.grad = gradient.copy()
    step: Callable[[], object] = getattr(optimcore, case.kind)([parameter], **case.hyper).step
    return step


def _steps_of_torch(
    case: StepCase, start: Any, gradient: Any
) -> Mapping[str, Callable[[], object]]:
    import torch

    steps = {}
    for path in PATHS:
        parameter = torch.nn.Parameter(torch.tensor(start))
        parameter.grad = torch.tensor(gradient)
        selected = {"foreach": False} if path == "loop" else {path: True}
        try:
            made = getattr(torch.optim, case.kind)([parameter], **case.hyper, **selected)
        except TypeError:
            continue
        steps[path] = made.step
    return steps


def _shortest_times(
    steps: Mapping[str, Callable[[], object]], calls: int, repetitions: int
) -> dict[str, float]:
    """Return the shortest time of a call of each, in seconds."""
    times = dict.fromkeys(steps, float("inf"))
    for step in steps.values():
        for _ in range(FIRST_STEPS):
            step()
    for _ in range(repetitions):
        for name, step in steps.items():
            start = time.perf_counter()
            for _ in range(calls):
                step()
            times[name] = min(times[name], (time.perf_counter() - start) / calls)
    return times
