"""The enclosure of a parameter in evaluation mode, and after the way back to training mode.

A correct optimizer may keep a copy of the parameter, or it may compute the parameter of training
mode from that of evaluation mode, in place. The bounds after a look contain both results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from ..scenarios.model import Floats
from .ball_arrays import Balls
from .ball_vectors import exact_balls
from .branching import Undecided, enumerate_branches
from .parameter_enclosure import ParameterEnclosure

# The way back is rounded at most this often at the size of each of both points.
ROUNDINGS = 4

# By how much the parameter is moved to see how the point of evaluation follows, relative to both.
MOVED = 2.0**-10

# A smaller slope is the rounding of midpoints: the point of evaluation is kept in the state.
FLAT = 2.0**-30


Show: TypeAlias = Callable[[Balls, Mapping[str, Any]], Balls]


def look(cell: ParameterEnclosure, hyper: SimpleNamespace, calls: int) -> Balls:
    """Return the point of evaluation, and widen the parameter by the way back.

    Before the first step of a parameter, both points are the same.

    Args:
        cell: the parameter.
        hyper: the hyper-parameters.
        calls: how often each mode is set in a row.
    """
    compute = cell.rule.ball_shown
    has_moved = cell.t and cell.theta.size and cell.is_known()
    if compute is None or not has_moved or cell.rule.modes == "ignored":
        return cell.theta
    t = Balls.exact(np.asarray(float(cell.t)), cell.scalars)

    def show(theta: Balls, state: Mapping[str, Any]) -> Balls:
        ways: list[Balls] = enumerate_branches(lambda: compute(theta, state, t, hyper))
        return reduce(lambda one, other: one.hull(other), ways)

    try:
        shown = show(cell.theta, cell.state)
        for _ in range(calls - 1 if cell.rule.modes == "repeated" else 0):
            shown = show(shown, cell.state)
        line = _line(cell, show)
    except Undecided:
        cell.make_indefinite()
        return cell.theta
    if cell.rule.modes == "unrestored":
        cell.theta = shown
        return shown
    whole = int(1 / cell.form.unit)  # so many roundings of a number are as large as the number
    on_way_back = exact_balls(line.rounding, cell.form).rounding(whole)
    both = cell.theta.rounding(ROUNDINGS).widened(shown.rounding(ROUNDINGS))
    cell.theta = cell.theta.widened(both.widened(on_way_back))
    for _ in range(calls - 1 if cell.rule.modes == "retrained" else 0):
        cell.theta = line.trained(cell.theta).widened(both).widened(on_way_back)
    return shown


@dataclass(frozen=True)
class _Line:
    """How the point of evaluation follows the parameter, near the present values.

    Attributes:
        middle: the parameter.
        seen: its point of evaluation.
        slope: by how much the point moves if the parameter does; 0 where it does not.
        rounding: by how much the parameter may change if it is computed from the point.
    """

    middle: Floats
    seen: Floats
    slope: Floats
    rounding: Floats

    def trained(self, shown: Balls) -> Balls:
        """Return the parameter that has a point of evaluation."""
        with np.errstate(all="ignore"):
            steep = np.where(self.slope == 0, np.nan, 1 / self.slope)
        middle, seen, factor = (exact_balls(a, shown.form) for a in (self.middle, self.seen, steep))
        found: Balls = middle + (shown - seen) * factor
        return found


def _line(cell: ParameterEnclosure, show: Show) -> _Line:
    """Return how the point of evaluation follows the parameter.

    The point is rounded on the way there, and what belongs to it on the way back differs by as
    much again, divided by the slope. A point without a slope says nothing about the parameter, so
    that a correct optimizer keeps the parameter.
    """
    middle = cell.theta.to_arrays()[0]
    state = {name: _middle(value) for name, value in cell.state.items()}
    seen, radius = show(exact_balls(middle, cell.form), state).to_arrays()
    with np.errstate(all="ignore"):
        size = np.abs(middle) + np.abs(seen)
        moved = middle + MOVED * np.where(size > 0, size, 1.0)
        after = show(exact_balls(moved, cell.form), state).to_arrays()[0]
        slope = (after - seen) / (moved - middle)
        slope = np.where(np.abs(slope) < FLAT, 0.0, slope)
        rounding: Floats = np.where(slope == 0, 0.0, 2 * radius / np.abs(slope))
    return _Line(middle, seen, slope, rounding)


def _middle(value: Any) -> Any:
    """Return the midpoints of balls as exact balls; other entries of a state as they are."""
    if not isinstance(value, Balls):
        return value
    return value.exact(value.to_arrays()[0], value.form)
