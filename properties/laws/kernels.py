"""Laws about parameters with more axes than the rule is defined for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from ..comparison.evidence import Evidence, combine_evidence
from ..comparison.trajectories import compare_with_enclosure
from ..enclosures.evaluate import Enclosure
from ..scenarios.model import Array, Floats, Scenario, SetHyper, Start, Step
from ..scenarios.transforms import change
from .law import MUST, law
from .trial import Trial

REPORT_ORDER = 35

Shape = tuple[int, ...]

# Longer scenarios add nothing, and all steps are computed twice.
MOST_STEPS = 8


@law("kernels", MUST, capabilities=("kernels",), traits=("matrices",))
def kernels(trial: Trial) -> Evidence | None:
    """A kernel of three or four axes is updated as one matrix, or as a batch of matrices.

    MUST: a rule for matrices means one of the two: the first axis and all others together, or the
    last two axes. Shape factors that are computed from other axes give steps of another size.

    Fix: Reshape the update to the matrix before the iteration, compute every factor and norm from
    that matrix, and reshape the result back; or reject parameters with more axes.

    Source: Jordan, Muon, 2024; reports ultralytics#25846 and timm#2791.
    """
    scenario = trial.scenario
    plain = all(isinstance(event, Step | SetHyper) for event in scenario.events)
    empty = any(0 in start.value.shape for start in scenario.parameters)
    if not plain or empty or scenario.steps > MOST_STEPS:
        return None
    return combine_evidence(
        _compare_kernel(trial, shape_of) for shape_of in (_with_three_axes, _with_four_axes)
    )


def _with_three_axes(shape: Shape) -> Shape:
    rows, columns = shape
    return (rows, columns // 2, 2) if columns % 2 == 0 else (rows, columns, 1)


def _with_four_axes(shape: Shape) -> Shape:
    first, middle, last = _with_three_axes(shape)
    return first, middle, 1, last


def _compare_kernel(trial: Trial, shape_of: Callable[[Shape], Shape]) -> Evidence:
    """Compare the steps of kernels with those of matrices; the nearer of both readings counts."""
    scenario = trial.scenario
    shapes = [shape_of(start.value.shape) for start in scenario.parameters]
    kernel = _map_arrays(scenario, lambda i, array: [array.fill_shape(shapes[i])])
    run = trial.run(kernel)
    parts = trial.enclosure(_map_arrays(scenario, lambda i, array: _matrices(array, shapes[i])))
    readings = [
        trial.enclosure(kernel),
        _joined(parts, shapes, [math.prod(shape[:-2]) for shape in shapes]),
    ]
    found = [compare_with_enclosure(kernel, run, reading) for reading in readings]
    return min(found, key=lambda evidence: evidence.ratio)


def _matrices(array: Array, shape: Shape) -> list[Array]:
    """Return the matrices of the last two axes."""
    size = math.prod(shape[-2:])
    values = [array.values[k % len(array.values)] for k in range(math.prod(shape))]
    return [Array(shape[-2:], tuple(values[k : k + size])) for k in range(0, len(values), size)]


def _map_arrays(scenario: Scenario, to: Callable[[int, Array], list[Array]]) -> Scenario:
    """Replace each parameter and its gradients by one or several."""

    def starts() -> Iterator[Start]:
        for i, start in enumerate(scenario.parameters):
            yield from (change(start, value=value, strided=False) for value in to(i, start.value))

    def gradients(step: Step) -> Iterator[Array | None]:
        for i, g in enumerate(step.gradients):
            count = len(to(i, scenario.parameters[i].value))
            yield from [None] * count if g is None else to(i, g)

    return change(
        scenario,
        parameters=tuple(starts()),
        events=tuple(
            change(event, gradients=tuple(gradients(event))) if isinstance(event, Step) else event
            for event in scenario.events
        ),
    )


def _joined(enclosure: Enclosure, shapes: list[Shape], counts: list[int]) -> Enclosure:
    """Join so many parameters each into one of these shapes."""

    def join(frame: tuple[Floats, ...]) -> Iterator[Floats]:
        left = iter(frame)
        for shape, count in zip(shapes, counts, strict=True):
            parts = [next(left) for _ in range(count)]
            yield np.concatenate([part.ravel() for part in parts]).reshape(shape)

    return Enclosure(
        tuple(tuple(join(frame)) for frame in enclosure.mid),
        tuple(tuple(join(frame)) for frame in enclosure.rad),
    )
