"""Hyper-parameters that do nothing."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from ..scenarios.model import HyperValue
from .trial_runs import FAILURES, TrialRuns, are_same, random_arrays

# Sizes of the gradients, because a bound may have an effect on small or large ones alone.
SIZES = (1.0, 2.0**-12, 2.0**12)


def find_dead(
    runs: TrialRuns,
    shapes: Sequence[tuple[int, ...]],
    values: Mapping[str, Sequence[HyperValue]],
) -> list[str]:
    """Return the hyper-parameters that change no step, whatever the flags and the shape are."""
    return [
        name
        for name in runs.defaults
        if not any(_acts(runs, shape, name, values) for shape in shapes)
    ]


def _acts(
    runs: TrialRuns,
    shape: tuple[int, ...],
    name: str,
    values: Mapping[str, Sequence[HyperValue]],
) -> bool:
    for setting in runs.settings():
        for size, is_along in itertools.product(SIZES, (False, True)):
            theta, gradients = random_arrays(shape)
            # An estimate of a distance grows along gradients that have one direction.
            gradients = [size * (np.ones_like(g) if is_along else g) for g in gradients]
            try:
                before = runs.run(theta, gradients, setting)
            except FAILURES:
                continue
            for value in _others(values, name, setting):
                try:
                    after = runs.run(theta, gradients, {**setting, name: value})
                except FAILURES:
                    return True
                if not are_same(before, after):
                    return True
    return False


def _others(
    values: Mapping[str, Sequence[HyperValue]], name: str, setting: Mapping[str, HyperValue]
) -> list[HyperValue]:
    if isinstance(setting[name], bool):
        return [not setting[name]]
    if isinstance(setting[name], float):
        return [*values.get(name, ()), 0.5, 0.125]
    return list(values.get(name, ()))
