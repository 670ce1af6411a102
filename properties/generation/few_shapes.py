"""Few shapes of parameters, for libraries that compile the update anew for each list of shapes.

Each shape stands for those that implementations treat alike: a scalar, no element, one element,
several, a matrix, a large array, and one that is larger than a block.
"""

from __future__ import annotations

import math

from ..rules.registry import Rule
from ..scenarios.model import Array, OtherStep, Scenario, Start, Step
from ..scenarios.transforms import change
from ..subjects.trajectory import Capabilities

Shape = tuple[int, ...]

# Laws that flatten a parameter or split off its first element lead to the same shapes again.
EMPTY, SCALAR, ONE, THREE, ROW = (0,), (), (1,), (3,), (1, 3)

# Shapes for rules that treat axes differently.
TALL, WIDE, SQUARE, DEEP = (3, 2), (2, 3), (2, 2), (2, 1, 2)
LARGE, LARGE_FOR_MATRICES, HUGE = (65, 64), (33, 32), (33_001,)

# Arrays with more elements than this are represented by a large one, or by one with several blocks.
SMALL_SIZE, LARGE_SIZE = 64, 10_000


def with_few_shapes(scenario: Scenario, rule: Rule, capabilities: Capabilities) -> Scenario:
    """Return the scenario with parameters of representative shapes, if the subject needs that.

    The values are kept, and repeated or cut to fill the shapes.
    """
    if not capabilities.few_shapes or any(start.complex for start in scenario.parameters):
        return scenario
    shapes = [start.value.shape for start in scenario.parameters]
    return _fill_shapes(scenario, _representative_list(shapes, rule, capabilities))


def _representative_list(
    shapes: list[Shape], rule: Rule, capabilities: Capabilities
) -> list[Shape]:
    """Return the representative shapes of a list of parameters.

    Rules that update each element for itself get one of few lists, because a function of all
    parameters is compiled for the list.
    """
    found = [_representative(shape, rule) for shape in shapes]
    if not rule.elementwise or len(found) not in (2, 3):
        return found
    first = next((big for big in (HUGE, LARGE) if big in found), ROW)
    scalar = SCALAR if capabilities.supports("scalar") else THREE
    empty = EMPTY if capabilities.supports("empty") else THREE
    representatives: list[Shape] = [first, scalar, empty]
    return representatives[: len(found)]


def _representative(shape: Shape, rule: Rule) -> Shape:
    size = math.prod(shape)
    if size == 0:
        return EMPTY if rule.dimensions is None else shape
    if size > SMALL_SIZE:
        return _representative_of_large(size, rule)
    if len(shape) < 2:
        return SCALAR if shape == () else ONE if size == 1 else THREE
    if rule.elementwise:
        return ROW
    if len(shape) > 2:
        return DEEP
    rows, columns = shape
    return TALL if rows > columns else WIDE if rows < columns else SQUARE


def _representative_of_large(size: int, rule: Rule) -> Shape:
    if rule.dimensions is not None:
        return LARGE_FOR_MATRICES
    return HUGE if size > LARGE_SIZE else LARGE


def _fill_shapes(scenario: Scenario, shapes: list[Shape]) -> Scenario:
    """Give parameters and their gradients these shapes."""

    def fill_start(start: Start, shape: Shape) -> Start:
        return change(start, value=_fill(start.value, shape))

    def fill_gradients(event: Step | OtherStep) -> tuple[Array | None, ...]:
        both = zip(event.gradients, shapes, strict=True)
        return tuple(values and _fill(values, shape) for values, shape in both)

    return change(
        scenario,
        parameters=tuple(map(fill_start, scenario.parameters, shapes)),
        events=tuple(
            change(event, gradients=fill_gradients(event))
            if isinstance(event, Step | OtherStep)
            else event
            for event in scenario.events
        ),
    )


def _fill(values: Array, shape: Shape) -> Array:
    """Return the values in another shape, without those that do not fit into it."""
    if values.shape == shape:
        return values
    size = math.prod(shape)
    known = values.values or ((0.0).hex(),)
    return Array(shape, known[:size])
