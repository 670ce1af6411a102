"""Laws about kinds of numbers: complex ones, several precisions at once, infinities and NaN."""

from __future__ import annotations

import math

import numpy as np

from ..evidence import Evidence, alike, broken, held, total, within
from ..objects import CoreSubject
from ..planting import plant
from ..rules import Rule
from ..scenario import Array, Event, Floats, Precision, Scenario, SetHyper, Step, ZeroGrad
from ..trajectory import Raised, Trajectory
from ..transforms import change, steps_at, with_gradients, with_starts
from .base import MUST, SHOULD, Trial, law

# Larger parameters are left out: one element is spoilt, and all are written down.
MOST_ELEMENTS = 64

OTHER: dict[Precision, Precision] = {"float64": "float32", "float32": "float64"}


@law("complex", SHOULD, abilities=("complex",), traits=("elementwise",))
def complex_numbers(trial: Trial) -> Evidence | None:
    """A complex parameter moves like its real and imaginary parts.

    SHOULD: the second moment of a complex gradient is that of its parts, never the square g·g; but
    an optimizer that nobody gives complex numbers may do without.
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
    return alike(real, outcome, trial.run(real), trial.enclosure(real), "as complex")


@law("several-dtypes", MUST, abilities=("float32", "several dtypes"))
def several_dtypes(trial: Trial) -> Evidence | None:
    """Parameters of two precisions in one optimizer each move in their own.

    MUST: kernels over lists of tensors must sort them by dtype first.
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
    """Whether the parameters and gradients are inside float32's range."""
    arrays = [a for e in scenario.events if isinstance(e, Step) for a in e.gradients if a]
    sizes = (abs(float.fromhex(v)) for a in arrays for v in a.values)
    return all(s == 0 or 2.0**-60 < s < 2.0**60 for s in sizes)


@law("not-finite", MUST)
def not_finite(trial: Trial) -> Evidence | None:
    """A gradient element that is infinite or not a number harms that element alone.

    MUST: one bad sample must not reach other parameters; where the rule takes norms, it reaches
    the elements of its own parameter.
    """
    steps = steps_at(trial.scenario)
    at = next((k for k in steps if _spoilable(trial.scenario, k) is not None), None)
    if at is None or trial.scenario.steps > 8:
        return None
    parts = [_contained(trial, at, by) for by in ("nan", "inf")]
    return total(part for part in parts if part)


@law("not-hidden", MUST, traits=("smooth",))
def not_hidden(trial: Trial) -> Evidence | None:
    """A gradient element that is not a number leaves its element of the parameter without one.

    MUST: whoever replaces it by a number, or skips it, takes a step that no rule has, and nobody is
    told that the model is broken.
    """
    scenario = trial.scenario
    at = next((k for k in steps_at(scenario) if _spoilable(scenario, k) is not None), None)
    if at is None or scenario.steps > 8 or not all(map(_goes_on, scenario.events)):
        return None
    i, spoilt = _spoilt(scenario, at, "nan")
    # Some rules take no step along the first gradient.
    later = [e.gradients[i] for e in scenario.events[at + 1 :] if isinstance(e, Step)]
    outcome = trial.outcome(spoilt)
    if isinstance(outcome, Raised) or not any(later):
        return None
    ended = outcome.frames[-1][i].reshape(-1)[0]
    if not np.isnan(ended) and _waits(trial.rule, spoilt, i):
        return None
    message = f"the gradient was nan at event {at}, and the parameter ends as {ended!s}"
    return held() if np.isnan(ended) else broken(message)


def _waits(rule: Rule, spoilt: Scenario, i: int) -> bool:
    """Whether the rule, in the dialects spoken, does not come to use that gradient either."""
    ours = CoreSubject(rule.name, plant(rule.edits)).run(spoilt)
    return isinstance(ours, Trajectory) and bool(np.isfinite(ours.frames[-1][i]).all())


def _goes_on(event: Event) -> bool:
    return isinstance(event, Step | SetHyper | ZeroGrad)


def _spoilable(scenario: Scenario, k: int) -> int | None:
    """A parameter whose gradient at event k has an element to spoil."""
    event = scenario.events[k]
    assert isinstance(event, Step)
    for i, g in enumerate(event.gradients):
        if g is not None and 0 < math.prod(g.shape) <= MOST_ELEMENTS:
            return i
    return None


def _spoilt(scenario: Scenario, at: int, by: str) -> tuple[int, Scenario]:
    """A parameter, and the scenario with its first element spoilt in the gradient at an event."""
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
        f"beside an element whose gradient was {by} at event {at}",
    )


def _healed(
    got: Floats,
    right: Floats,
    one: bool,
) -> Floats:
    """The array with what the spoilt gradient may have reached put right."""
    if not one or got.shape != right.shape:
        return right
    healed = got.copy().reshape(-1)
    healed[0] = right.reshape(-1)[0]
    return healed.reshape(got.shape)
