"""The enclosure of one parameter.

For parameters in half precision, values that are the same for a whole array (hyper-parameters, bias
corrections) are kept in single precision: in half precision, a beta of 0.999 would be 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..rules.registry import Rule
from ..scenarios.model import Floats, Precision
from .ball_arrays import FORMATS, Balls
from .ball_vectors import exact_balls
from .branching import Undecided, enumerate_branches
from .hull import hull_of_values

# The precision of scalars that are computed once for a whole array.
SCALARS: dict[Precision, Precision] = {
    "float64": "float64", "float32": "float32", "float16": "float32", "bfloat16": "float32",
}  # fmt: skip


# Values, step count and state of a parameter, and whether the state is known.
Saved: TypeAlias = tuple[Balls, int, dict[str, Any], bool]

# Up to this number, columns are compared one by one.
FEW_COLUMNS = 64


class ParameterEnclosure:
    """The enclosure of one parameter.

    In an elementwise rule, elements with equal values and gradients are computed once, unless
    ``joins_equal_elements`` is False. The history has the gradients, the bounds on their errors,
    and the values that are written into the parameter.

    Attributes:
        steps_empty: whether the state of a parameter without elements is computed. Nothing depends
            on it, unless parameters share numbers of their states.
    """

    steps_empty = False

    def __init__(
        self,
        rule: Rule,
        dtype: Precision,
        start: Floats,
        history: list[Floats],
        error: Floats | None = None,
        joins_equal_elements: bool = True,
    ) -> None:
        self.rule = rule
        self.form = FORMATS[dtype]
        self.scalars = FORMATS[SCALARS[dtype]]
        self.shape = start.shape
        columns = np.stack([start.ravel(), *[g.ravel() for g in history]])
        if rule.elementwise and joins_equal_elements:
            columns, self.places = _distinct(columns)
            shape: tuple[int, ...] = columns[0].shape
        else:
            self.places, shape = np.arange(start.size), start.shape
        first, *rest = (exact_balls(row.reshape(shape), self.form) for row in columns)
        self.rows = {id(g): row for g, row in zip(history, rest, strict=True)}
        self.theta = self._with_error(first, error)
        self.restart()

    def restart(self) -> None:
        """Drop the state, as a new optimizer does."""
        self.t = 0
        zeros = exact_balls(np.zeros(self.theta.shape), self.form)
        self.state: dict[str, Any] = dict.fromkeys(self.rule.moments, zeros)
        self.is_state_known = True

    def save(self) -> Saved:
        """Return the current values and state, for ``restore``."""
        return self.theta, self.t, self.state, self.is_state_known

    def restore(self, kept: Saved) -> None:
        """Restore the values and state returned by ``save``."""
        self.theta, self.t, self.state, self.is_state_known = kept

    def write(self, values: Floats, error: Floats | None = None) -> None:
        """Set the parameter to an array of the history.

        If steps were skipped before, the state is unknown and with it the steps that follow.
        """
        self.theta = self._with_error(self.rows[id(values)], error)
        if not self.is_state_known:
            self.make_indefinite()

    def is_known(self) -> bool:
        """Return whether something is known of the values and the state."""
        return self.is_state_known and (self.theta.size == 0 or self.theta.has_finite())

    def make_indefinite(self) -> None:
        """Forget the values and the state."""
        self.theta = self.theta / Balls.exact(np.zeros(()), self.form)
        self.is_state_known = False

    def _with_error(self, values: Balls, error: Floats | None) -> Balls:
        """Return values with an error that is bounded by an array of the history."""
        return values if error is None else values.widened(self.rows[id(error)].rounding(1))

    def gradient_of(self, gradient: Floats, error: Floats | None = None) -> Balls:
        """Return a gradient of the history.

        Args:
            gradient: the gradient.
            error: the bounds on its error, in unit roundoffs; an array of the history.
        """
        return self._with_error(self.rows[id(gradient)], error)

    def step(
        self,
        g: Balls,
        hyper: SimpleNamespace,
        present: Floats | None = None,
        shared: Mapping[str, Any] | None = None,
    ) -> None:
        """Take one step; undecided branches are both followed.

        Args:
            g: the gradient.
            hyper: the hyper-parameters.
            present: 1 where the gradient has an element, and 0 where the parameter is left alone;
                an array of the history, or None if it has all.
            shared: the values that all parameters share, or None if the rule has none.
        """
        # Once indefinite, theta stays indefinite, because every rule adds to it: the branch search
        # would only cost time.
        is_stepped = shared is not None or self.steps_empty
        if not self.theta.has_finite() and (self.theta.size or not is_stepped):
            self.is_state_known = False
            return
        t = Balls.exact(np.asarray(float(self.t)), self.scalars)
        more = () if shared is None else (shared,)
        try:
            ways = enumerate_branches(
                lambda: self.rule.ball_update(self.theta, g, self.state, t, hyper, *more)
            )
        except Undecided:
            self.make_indefinite()
            return
        before, state_before = self.theta, self.state
        self.theta, self.state = ways[0]
        for theta, state in ways[1:]:
            self.theta = self.theta.hull(theta)
            self.state = hull_of_values(self.state, state)
        if present is not None:
            there = self.rows[id(present)].to_arrays()[0] != 0
            self.theta = np.where(there, self.theta, before)  # type: ignore[call-overload]
            self.state = {
                name: np.where(there, value, state_before[name]) if name in state_before else value
                for name, value in self.state.items()
            }

    def bounds(self) -> tuple[Floats, Floats]:
        """Return midpoints and radii in the shape of the parameter."""
        return self.in_shape(self.theta)

    def in_shape(self, values: Balls) -> tuple[Floats, Floats]:
        """Return midpoints and radii of values for the elements that are computed."""
        mid, rad = values.to_arrays()
        return tuple(  # type: ignore[return-value]
            x.ravel()[self.places].reshape(self.shape) for x in (mid, rad)
        )


def present_elements(gradient: Floats) -> Floats:
    """Return 1 for the elements that a sparse gradient has, else 0: whole rows, if there are rows.

    Of a parameter with one axis or none, an element is a row.
    """
    present = gradient != 0
    if gradient.ndim > 1:
        present = present.any(axis=tuple(range(1, gradient.ndim)), keepdims=True)
    return np.array(np.broadcast_to(present, gradient.shape), dtype=gradient.dtype)


def _distinct(columns: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the distinct columns, and the index of the distinct column for each column.

    Columns of large arrays are compared by a weighted sum of their bits, and the result is
    verified: sorting whole columns takes longer than the enclosure itself.
    """
    if columns.shape[1] <= FEW_COLUMNS:
        seen: dict[bytes, int] = {}
        index = [seen.setdefault(column.tobytes(), len(seen)) for column in columns.T]
        distinct = [index.index(k) for k in range(len(seen))]
        return columns[:, distinct], np.array(index, dtype=np.intp)
    bits = np.ascontiguousarray(columns).view(f"u{columns.itemsize}").astype(np.uint64)
    weights = np.random.default_rng(0).integers(2**64, size=(len(bits), 1), dtype=np.uint64)
    _, first, places = np.unique(
        (bits * weights).sum(axis=0), return_index=True, return_inverse=True
    )
    if not np.array_equal(bits[:, first][:, places], bits):
        return np.unique(columns, axis=1, return_inverse=True)
    return columns[:, first], places
