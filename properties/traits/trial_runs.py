"""Runs of an update on a few random arrays, in float64."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

import optimcore

from ..scenarios.model import Floats, HyperValue

# Errors of an update for arrays or values that it is not defined for.
FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, np.linalg.LinAlgError)

# Two runs are the same if they differ by less than this, relative to the larger value.
SAME = 1e-11

# The steps of a run; the gradients have different sizes.
SIZES = (1.0, 0.3, 4.0, 0.05)

# The largest number of combinations of flags.
MOST_FLAGS = 8


@dataclass(frozen=True)
class TrialRuns:
    """Runs of one optimizer class."""

    kind: type[optimcore.Optimizer]
    defaults: Mapping[str, HyperValue]

    def run(
        self, theta: Floats, gradients: Sequence[Floats], hyper: Mapping[str, HyperValue]
    ) -> list[Floats]:
        """Return the parameter after each step, and the point of evaluation if it has one.

        Raises:
            FAILURES: the update raises them.
        """
        frames = self.run_together([theta], [[g] for g in gradients], hyper)
        return [parameter for (parameter,) in frames]

    def run_together(
        self,
        thetas: Sequence[Floats],
        steps: Sequence[Sequence[Floats]],
        hyper: Mapping[str, HyperValue],
    ) -> list[list[Floats]]:
        """Return all parameters after each step, which has a gradient for each of them.

        If a rule has a point of evaluation, those of all parameters follow after each step.

        Raises:
            FAILURES: the rule raises them.
        """
        h = SimpleNamespace(**{**self.defaults, **hyper})
        states: list[dict[str, Any]] = [
            {name: np.zeros(theta.shape) for name in self.kind.moments} for theta in thetas
        ]
        more: tuple[Mapping[str, Any], ...] = ({},)
        found = []
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for k, gs in enumerate(steps):
                if self.kind.shared is None:
                    more = ()
                else:
                    before = [theta.copy() for theta in thetas], [g.copy() for g in gs]
                    more = (dict(self.kind.shared(*before, states, more[0], k + 1, h)),)
                new = [
                    self.kind.update(theta.copy(), g.copy(), state, k + 1, h, *more)
                    for theta, g, state in zip(thetas, gs, states, strict=True)
                ]
                thetas = [np.asarray(theta) for theta, _ in new]
                states = [{**s, **kept} for s, (_, kept) in zip(states, new, strict=True)]
                found.append(list(thetas))
                if self.kind.shown is not None:
                    found.append(
                        [
                            _point(
                                self.kind.shown(theta.copy(), dict(state), k + 1, h), theta.shape
                            )
                            for theta, state in zip(thetas, states, strict=True)
                        ]
                    )
        return found

    def works(self, shape: tuple[int, ...], hyper: Mapping[str, HyperValue]) -> bool:
        """Return whether a run raises nothing, and keeps the shape and the numbers finite."""
        try:
            frames = self.run(*random_arrays(shape), hyper)
        except FAILURES:
            return False
        return all(a.shape == shape and bool(np.isfinite(a).all()) for a in frames)

    def settings(self) -> Iterator[dict[str, HyperValue]]:
        """Yield hyper-parameters that have an effect, with the combinations of the flags."""
        active = {name: active_value(self.kind, name, v) for name, v in self.defaults.items()}
        flags = [name for name, value in self.defaults.items() if isinstance(value, bool)]
        for chosen in itertools.islice(
            itertools.product((False, True), repeat=len(flags)), MOST_FLAGS
        ):
            yield {**active, **dict(zip(flags, chosen, strict=True))}


def active_value(kind: type[optimcore.Optimizer], name: str, default: HyperValue) -> HyperValue:
    """Return a value near the default with which a hyper-parameter has an effect."""
    if isinstance(default, bool) or not isinstance(default, int | float):
        return default
    if abs(default) >= 1e-3 and name != "lr" and not (isinstance(default, int) and default > 2):
        return default
    accept = getattr(kind, name).accept
    # A period, or a number of first steps, has an effect within the few steps of a run.
    values = (0.25, 0.5, 1.0, 2.0, -0.5) if isinstance(default, float) else (2, 1)
    for value in values:
        try:
            accept(value)
        except (TypeError, ValueError):
            continue
        return value
    return default


def _point(shown: Any, shape: tuple[int, ...]) -> Floats:
    """Return a point of evaluation.

    Raises:
        ValueError: it has another shape than the parameter.
    """
    point = np.asarray(shown)
    if point.shape != shape:
        raise ValueError(
            f"shown returns an array of shape {point.shape} for a parameter of shape {shape}"
        )
    return point


def random_arrays(shape: tuple[int, ...], seed: int = 0) -> tuple[Floats, list[Floats]]:
    """Return a parameter and gradients of a shape."""
    rng = np.random.default_rng(seed)
    theta = np.asarray(rng.standard_normal(shape))
    return theta, [np.asarray(size * rng.standard_normal(shape)) for size in SIZES]


def is_same(one: Floats, other: Floats) -> bool:
    """Return whether two arrays agree to within rounding, also where they are not finite."""
    with np.errstate(all="ignore"):
        near = np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other))
    both = ~np.isfinite(one) & ~np.isfinite(other)
    return bool(np.all(near | both | (one == other)))


def are_same(one: Sequence[Floats], other: Sequence[Floats]) -> bool:
    """Return whether two runs agree to within rounding."""
    return all(map(is_same, one, other))
