"""The shapes of parameters with which a rule can be run, and those that are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..scenarios.model import HyperValue
from .trial_runs import TrialRuns, WrongResult

Shape = tuple[int, ...]

# The numbers of axes that are tried.
AXES = (0, 1, 2, 3, 4)


def working_shape(dimensions: int | None) -> tuple[int, ...]:
    """Return a shape of six elements or more."""
    return (6,) if dimensions is None else (3, 2, *[2] * 8)[:dimensions]


def trial_shapes(dimensions: int | None, shapeless: bool) -> list[Shape]:
    """Return shapes for which the formulas of a rule may differ."""
    if dimensions == 2:
        return [(3, 2), (2, 3)]
    shape = working_shape(dimensions)
    return [shape] if shapeless or dimensions is not None else [shape, (3, 2), (2, 3), (2, 2, 2)]


def working_settings(runs: TrialRuns, shapes: Sequence[Shape]) -> list[Mapping[str, HyperValue]]:
    """Return the hyper-parameters with which a rule can be run on all of these shapes."""
    return [s for s in runs.settings() if all(runs.works(shape, s) for shape in shapes)]


def find_dimensions(runs: TrialRuns) -> int | None:
    """Return the number of axes that a rule needs; None if it takes any number.

    Raises:
        ValueError: the rule cannot be run on an array of any shape.
    """
    failures = find_failures(runs)
    wrong = [e for e in failures.values() if isinstance(e, WrongResult) or is_ambiguous(e)]
    # A rule for matrices alone may return anything for other parameters.
    if wrong and (2 in failures or 1 not in failures):
        raise wrong[0]
    works = [axes for axes in AXES if axes not in failures]
    if not works:
        raise failures[1]
    if not failures:
        return None
    return 2 if 2 in works else works[0]


def find_failures(runs: TrialRuns) -> dict[int, Exception]:
    """Return why a rule cannot be run on parameters, by their number of axes."""
    usual = next(runs.settings())
    shapes: Sequence[Shape] = ((), (6,), (3, 2), (2, 2, 2), (2, 2, 2, 2))
    found = {axes: runs.failure(shapes[axes], usual) for axes in AXES}
    return {axes: error for axes, error in found.items() if error is not None}


def is_ambiguous(error: Exception | None) -> bool:
    """Return whether an array was used as a condition."""
    return isinstance(error, ValueError) and "truth value of an array" in str(error)
