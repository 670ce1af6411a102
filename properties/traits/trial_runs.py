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

from ..rules.own_balls import RuleError
from ..scenarios.model import Floats, HyperValue

# Errors of an update for arrays or values that it is not defined for.
FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, np.linalg.LinAlgError)

# Two runs are the same if they differ by less than this, relative to the larger value.
SAME = 1e-11

# The steps of a run; the gradients have different sizes.
SIZES = (1.0, 0.3, 4.0, 0.05)

# The largest number of combinations of flags.
MOST_FLAGS = 8


class WrongResult(RuleError):
    """Raised where an update returns something else than a parameter and its state."""


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
                    _checked(
                        self.kind.update(theta.copy(), g.copy(), state, k + 1, h, *more),
                        theta.shape,
                        state,
                    )
                    for theta, g, state in zip(thetas, gs, states, strict=True)
                ]
                thetas = [np.asarray(theta) for theta, _ in new]
                states = [dict(kept) for _, kept in new]
                found.append(list(thetas))
                if self.kind.shown is not None:
                    found.append(
                        [
                            _checked_point(
                                self.kind.shown(theta.copy(), dict(state), k + 1, h), theta.shape
                            )
                            for theta, state in zip(thetas, states, strict=True)
                        ]
                    )
        return found

    def works(self, shape: tuple[int, ...], hyper: Mapping[str, HyperValue]) -> bool:
        """Return whether a run raises nothing, and keeps the shape and the numbers finite."""
        return self.failure(shape, hyper) is None

    def failure(self, shape: tuple[int, ...], hyper: Mapping[str, HyperValue]) -> Exception | None:
        """Return why a run on arrays of a shape fails, or None if it does not."""
        try:
            frames = self.run(*random_arrays(shape), hyper)
        except FAILURES as error:
            return error
        wrong = [k for k, a in enumerate(frames) if not np.isfinite(a).all()]
        if wrong:
            # The points of evaluation, if there are any, are every second array.
            role = "shown" if self.kind.shown is not None and wrong[0] % 2 else "update"
            return RuleError(
                f"{role} returns numbers that are not finite for a parameter and gradients of "
                f"usual size, of shape {shape}."
            )
        return None

    def settings(self) -> Iterator[dict[str, HyperValue]]:
        """Yield hyper-parameters that have an effect, with the combinations of the flags."""
        active = {name: active_value(self.kind, name, v) for name, v in self.defaults.items()}
        flags = [name for name, value in self.defaults.items() if isinstance(value, bool)]
        for chosen in itertools.islice(
            itertools.product((False, True), repeat=len(flags)), MOST_FLAGS
        ):
            yield {**active, **dict(zip(flags, chosen, strict=True))}


def _checked(
    result: Any, shape: tuple[int, ...], state: Mapping[str, Any]
) -> tuple[Any, Mapping[str, Any]]:
    """Return what an update returned.

    Raises:
        WrongResult: it is not the new parameter and the new state.
    """
    if not (isinstance(result, tuple | list) and len(result) == 2):
        raise WrongResult(
            f"update returns {_describe(result)}. Return the new parameter and the new state, as "
            "in return theta, {}."
        )
    theta, kept = result
    if not isinstance(kept, Mapping):
        raise WrongResult(
            f"update returns {_describe(kept)} as the new state. Return a mapping of names to "
            "arrays, such as {}."
        )
    if np.shape(theta) != shape:
        raise WrongResult(
            f"update returns an array of shape {np.shape(theta)} for a parameter of shape {shape}. "
            "Return one of the shape of theta; reductions keep axes with keepdims=True."
        )
    missing = [name for name in state if name not in kept]
    if missing:
        raise WrongResult(
            f"update does not return the entry {missing[0]!r} of the state. Return all entries, "
            f"also those that a step does not change, or leave {missing[0]!r} out of moments."
        )
    return theta, kept


def _checked_point(result: Any, shape: tuple[int, ...]) -> Floats:
    """Return the point of evaluation that ``shown`` returned.

    Raises:
        WrongResult: it has another shape than the parameter.
    """
    if np.shape(result) != shape:
        raise WrongResult(
            f"shown returns an array of shape {np.shape(result)} for a parameter of shape {shape}. "
            "Return one of the shape of theta."
        )
    return np.asarray(result)


def _describe(result: Any) -> str:
    return f"{len(result)} values" if isinstance(result, tuple) else f"one {type(result).__name__}"


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
