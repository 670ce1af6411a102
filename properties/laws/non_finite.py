"""Laws about gradients with infinities and NaN."""

from __future__ import annotations

import math

import numpy as np

from ..comparison.evidence import Evidence, broken_evidence, combine_evidence, holding_evidence
from ..comparison.trajectories import compare_within_rounding
from ..rules.patched_package import build_variant
from ..rules.registry import Rule
from ..scenarios.model import Event, Floats, Scenario, SetHyper, Step, ZeroGrad
from ..scenarios.transforms import change, steps_at
from ..subjects.optimcore_subject import CoreSubject
from ..subjects.trajectory import SubjectError, Trajectory
from .law import MUST, law
from .trial import Trial

REPORT_ORDER = 120

# Larger parameters are left out: the scenario would list all their elements.
MOST_ELEMENTS = 64


@law("not-finite", MUST, traits=("own values",))
def not_finite(trial: Trial) -> Evidence | None:
    """A gradient element that is infinite or NaN affects only its own parameter element.

    MUST: one bad sample must not change other parameters. In a rule with norms the whole parameter
    is affected, so only the other parameters are compared. Rules with values that all parameters
    share are not tested.

    Fix: Look for a sum or a product over elements, also one that is multiplied by 0: NaN times
    0 is NaN.

    Source: follows from the formula of the rule.
    """
    steps = steps_at(trial.scenario)
    at = next((k for k in steps if _find_spoilable(trial.scenario, k) is not None), None)
    if at is None or trial.scenario.steps > 8:
        return None
    parts = [_compare_contained(trial, at, by) for by in ("nan", "inf")]
    return combine_evidence(part for part in parts if part)


@law("not-hidden", MUST, traits=("smooth",))
def not_hidden(trial: Trial) -> Evidence | None:
    """A gradient element that is NaN or infinite makes its parameter element NaN or infinite.

    MUST: an optimizer that replaces or skips such elements hides the error in the model. Where the
    rule itself ends with a number after an infinity, only NaN is tested.

    Fix: Remove nan_to_num and clamps that replace NaN; skip whole steps with a scaler instead.

    Source: follows from the formula of the rule.
    """
    scenario = trial.scenario
    at = next((k for k in steps_at(scenario) if _find_spoilable(scenario, k) is not None), None)
    if at is None or scenario.steps > 8 or not all(map(_is_continuing, scenario.events)):
        return None
    kinds = ("nan",) if trial.rule.wrappings else ("nan", "inf")
    parts = [part for by in kinds if (part := _require_visible(trial, at, by))]
    return combine_evidence(parts) if parts else None


def _require_visible(trial: Trial, at: int, by: str) -> Evidence | None:
    """Require that the run does not end with a number; None where the rule's own run does."""
    scenario = trial.scenario
    i, spoilt = _spoil_gradient(scenario, at, by)
    # The NaN shows only in a later step, because some rules do not move at the first gradient.
    later = [e.gradients[i] for e in scenario.events[at + 1 :] if isinstance(e, Step)]
    outcome = trial.outcome(spoilt)
    if isinstance(outcome, SubjectError) or not any(later):
        return None
    ended = outcome.frames[-1][i].reshape(-1)[0]
    if np.isnan(ended) or (by == "inf" and np.isinf(ended)):
        return holding_evidence()
    if _core_ends_with_number(trial.rule, spoilt, i):
        return None
    return broken_evidence(
        f"with a gradient of {by} in place of the one at event {at}, the final value of the "
        f"parameter is {ended!s}"
    )


def _core_ends_with_number(rule: Rule, spoilt: Scenario, i: int) -> bool:
    """Return whether the element is a number in optimcore too, with the declared dialects."""
    ours = CoreSubject(rule.name, build_variant(rule.edits, rule.name)).run(spoilt)
    return isinstance(ours, Trajectory) and bool(np.isfinite(ours.frames[-1][i].reshape(-1)[0]))


def _is_continuing(event: Event) -> bool:
    return isinstance(event, Step | SetHyper | ZeroGrad)


def _find_spoilable(scenario: Scenario, k: int) -> int | None:
    """Return a parameter whose gradient at event k has elements, but not too many, or None."""
    event = scenario.events[k]
    assert isinstance(event, Step)
    for i, g in enumerate(event.gradients):
        if g is not None and 0 < math.prod(g.shape) <= MOST_ELEMENTS:
            return i
    return None


def _spoil_gradient(scenario: Scenario, at: int, by: str) -> tuple[int, Scenario]:
    """Return a parameter, and the scenario with its first gradient element at an event replaced."""
    i, event = _find_spoilable(scenario, at), scenario.events[at]
    assert i is not None
    assert isinstance(event, Step)
    g = event.gradients[i]
    assert g is not None
    spoilt = change(
        event, gradients=(*event.gradients[:i], g.replace_element(0, by), *event.gradients[i + 1 :])
    )
    events = (*scenario.events[:at], spoilt, *scenario.events[at + 1 :])
    return i, change(scenario, events=events)


def _compare_contained(trial: Trial, at: int, by: str) -> Evidence | None:
    scenario = trial.scenario
    i, spoilt = _spoil_gradient(scenario, at, by)
    outcome = trial.outcome(spoilt)
    if isinstance(outcome, SubjectError):
        return None
    plain = trial.run(scenario)
    healed = tuple(
        (*frame[:i], _restore_affected(frame[i], right[i], trial.rule), *frame[i + 1 :])
        for frame, right in zip(outcome.frames, plain.frames, strict=True)
    )
    return compare_within_rounding(
        scenario,
        Trajectory(healed),
        plain,
        trial.enclosure(scenario),
        f"with one gradient element {by} at event {at}",
    )


def _restore_affected(got: Floats, right: Floats, rule: Rule) -> Floats:
    """Return the array with the values that the replaced element may affect restored.

    In a lazy rule an element that is not zero makes its whole row present.
    """
    if not rule.elementwise or got.shape != right.shape:
        return right
    healed = np.array(got)  # frames of some subjects have numbers in place of 0-d arrays
    first = (0,) * (min(got.ndim, 1) if rule.lazy else got.ndim)
    healed[first] = right[first]
    return healed
