"""Laws about complex numbers, mixed precisions, infinities and NaN."""

from __future__ import annotations

import math

import numpy as np

from ..comparison.evidence import Evidence, broken, held, total
from ..comparison.trajectories import alike, within
from ..rules.patched_package import plant
from ..rules.registry import Rule
from ..scenarios.model import Array, Event, Floats, Precision, Scenario, SetHyper, Step, ZeroGrad
from ..scenarios.transforms import change, steps_at, with_gradients, with_starts
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import Raised, Trajectory
from .law import MUST, SHOULD, Trial, law

# Larger parameters are left out: the scenario would list all their elements.
MOST_ELEMENTS = 64

OTHER: dict[Precision, Precision] = {"float64": "float32", "float32": "float64"}


@law("complex", SHOULD, abilities=("complex",), traits=("elementwise",))
def complex_numbers(trial: Trial) -> Evidence | None:
    """A complex parameter gets the same steps as its real and imaginary parts.

    SHOULD: the second moment of a complex gradient g is that of its two parts, not g·g; few models
    have complex parameters.
    """
    if any(s.strided for s in trial.scenario.parameters):
        return None

    def paired(values: Array) -> Array:
        return values.shaped((*values.shape, 2))

    real = with_gradients(
        with_starts(trial.scenario, lambda s: change(s, value=paired(s.value))), paired
    )
    other = with_starts(real, lambda s: change(s, complex=True))
    outcome = trial.outcome(other)
    if isinstance(outcome, Raised):
        return None
    return alike(real, outcome, trial.run(real), trial.enclosure(real), "with complex parameters")


@law("several-dtypes", MUST, abilities=("float32", "several dtypes"))
def several_dtypes(trial: Trial) -> Evidence | None:
    """Parameters of different precisions in one optimizer are each updated in their own precision.

    MUST: kernels for lists of tensors must group the tensors by dtype first.
    """
    if trial.scenario.dtype not in OTHER or len(trial.scenario.parameters) < 2:
        return None
    first, *others = trial.scenario.parameters
    converted = tuple(change(s, dtype=OTHER[trial.scenario.dtype]) for s in others)
    scenario = change(trial.scenario, parameters=(first, *converted))
    if not _fits_float32(scenario):
        return None
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


def _fits_float32(scenario: Scenario) -> bool:
    """Return whether all gradients are well inside the range of float32."""
    arrays = [a for e in scenario.events if isinstance(e, Step) for a in e.gradients if a]
    sizes = (abs(float.fromhex(v)) for a in arrays for v in a.values)
    return all(s == 0 or 2.0**-60 < s < 2.0**60 for s in sizes)


@law("not-finite", MUST)
def not_finite(trial: Trial) -> Evidence | None:
    """A gradient element that is infinite or NaN affects only its own parameter element.

    MUST: one bad sample must not change other parameters. In a rule with norms the whole parameter
    is affected, so only the other parameters are compared.
    """
    steps = steps_at(trial.scenario)
    at = next((k for k in steps if _spoilable(trial.scenario, k) is not None), None)
    if at is None or trial.scenario.steps > 8:
        return None
    parts = [_contained(trial, at, by) for by in ("nan", "inf")]
    return total(part for part in parts if part)


@law("not-hidden", MUST, traits=("smooth",))
def not_hidden(trial: Trial) -> Evidence | None:
    """A gradient element that is NaN makes its parameter element NaN.

    MUST: an optimizer that replaces or skips NaN hides the error in the model.
    """
    scenario = trial.scenario
    at = next((k for k in steps_at(scenario) if _spoilable(scenario, k) is not None), None)
    if at is None or scenario.steps > 8 or not all(map(_goes_on, scenario.events)):
        return None
    i, spoilt = _spoilt(scenario, at, "nan")
    # The NaN shows only in a later step, because some rules do not move at the first gradient.
    later = [e.gradients[i] for e in scenario.events[at + 1 :] if isinstance(e, Step)]
    outcome = trial.outcome(spoilt)
    if isinstance(outcome, Raised) or not any(later):
        return None
    ended = outcome.frames[-1][i].reshape(-1)[0]
    if not np.isnan(ended) and _waits(trial.rule, spoilt, i):
        return None
    message = (
        f"the gradient is nan at event {at}, but the final value of the parameter is {ended!s}"
    )
    return held() if np.isnan(ended) else broken(message)


def _waits(rule: Rule, spoilt: Scenario, i: int) -> bool:
    """Return whether optimcore, with the declared dialects, does not end with NaN either."""
    ours = CoreSubject(rule.name, plant(rule.edits)).run(spoilt)
    return isinstance(ours, Trajectory) and bool(np.isfinite(ours.frames[-1][i]).all())


def _goes_on(event: Event) -> bool:
    return isinstance(event, Step | SetHyper | ZeroGrad)


def _spoilable(scenario: Scenario, k: int) -> int | None:
    """Return a parameter whose gradient at event k has elements, but not too many, or None."""
    event = scenario.events[k]
    assert isinstance(event, Step)
    for i, g in enumerate(event.gradients):
        if g is not None and 0 < math.prod(g.shape) <= MOST_ELEMENTS:
            return i
    return None


def _spoilt(scenario: Scenario, at: int, by: str) -> tuple[int, Scenario]:
    """Return a parameter, and the scenario with its first gradient element at an event replaced."""
    i, event = _spoilable(scenario, at), scenario.events[at]
    assert i is not None
    assert isinstance(event, Step)
    g = event.gradients[i]
    assert g is not None
    spoilt = change(
        event, gradients=(*event.gradients[:i], g.spoilt(0, by), *event.gradients[i + 1 :])
    )
    events = (*scenario.events[:at], spoilt, *scenario.events[at + 1 :])
    return i, change(scenario, events=events)


def _contained(trial: Trial, at: int, by: str) -> Evidence | None:
    scenario = trial.scenario
    i, spoilt = _spoilt(scenario, at, by)
    outcome = trial.outcome(spoilt)
    if isinstance(outcome, Raised):
        return None
    plain = trial.run(scenario)
    healed = tuple(
        (*frame[:i], _healed(frame[i], right[i], trial.rule.elementwise), *frame[i + 1 :])
        for frame, right in zip(outcome.frames, plain.frames, strict=True)
    )
    return alike(
        scenario,
        Trajectory(healed),
        plain,
        trial.enclosure(scenario),
        f"with one gradient element {by} at event {at}",
    )


def _healed(
    got: Floats,
    right: Floats,
    one: bool,
) -> Floats:
    """Return the array with the values that the replaced element may affect restored."""
    if not one or got.shape != right.shape:
        return right
    healed = got.copy().reshape(-1)
    healed[0] = right.reshape(-1)[0]
    return healed.reshape(got.shape)
