"""The enclosure of the values that all parameters share, such as a norm of all gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from .ball_arrays import Balls
from .branching import Undecided, enumerate_branches
from .hull import hull_of_all
from .parameter_enclosure import ParameterEnclosure

# The values, how often they were computed, and whether they are known.
SharedSaved: TypeAlias = tuple[Mapping[str, Any], int, bool]


@dataclass(frozen=True)
class DueParameter:
    """A parameter that has a gradient in a step."""

    cell: ParameterEnclosure
    gradient: Balls
    hyper: SimpleNamespace


class SharedEnclosure:
    """The values of a rule that all parameters share, from step to step.

    They are computed before the updates, with branches of their own: where a comparison is
    undecided, the updates get the hull of both outcomes.
    """

    def __init__(self, compute: Callable[..., Any]) -> None:
        self.compute = compute
        self.restart()

    def restart(self) -> None:
        """Drop the values, as a new optimizer does."""
        self.values: Mapping[str, Any] = {}
        self.count = 0
        self.are_known = True

    def save(self) -> SharedSaved:
        """Return what ``restore`` needs."""
        return self.values, self.count, self.are_known

    def restore(self, kept: SharedSaved) -> None:
        """Restore what ``save`` returned."""
        self.values, self.count, self.are_known = kept

    def step(self, due: Sequence[DueParameter]) -> Mapping[str, Any] | None:
        """Return the values of a step; None if nothing is known of them, now and later.

        Args:
            due: the parameters that have a gradient. The hyper-parameters are those of the first.
        """
        if not due:
            return self.values
        self.count += 1
        first = due[0]
        t = Balls.exact(np.asarray(float(self.count)), first.cell.scalars)
        self.are_known = self.are_known and all(one.cell.is_known() for one in due)
        if not self.are_known:
            return None
        try:
            ways = enumerate_branches(
                lambda: self.compute(
                    [one.cell.theta for one in due],
                    [one.gradient for one in due],
                    [one.cell.state for one in due],
                    self.values,
                    t,
                    first.hyper,
                )
            )
        except Undecided:
            self.are_known = False
            return None
        self.values = hull_of_all(ways)
        return self.values
