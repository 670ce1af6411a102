"""Laws about what must not affect a parameter: other parameters, other optimizers, and its
shape."""

from __future__ import annotations

import math

import numpy as np

from ..comparison.evidence import Evidence, combine_evidence
from ..comparison.trajectories import compare_bits, compare_within_rounding
from ..scenarios.model import Array, Event, OtherStep, Restart, Resume, Scenario, SetHyper, Step
from ..scenarios.transforms import (
    change,
    keep_parameter,
    split_first_parameter,
    with_gradients,
    with_starts,
)
from ..subjects.trajectory import Trajectory
from .law import INFO, MUST, law
from .trial import Trial

REPORT_ORDER = 90

# Larger parameters are not cut: the scenario would list all their elements.
MOST_ELEMENTS = 64


def _relevant_events(scenario: Scenario, i: int) -> list[int]:
    """Return the indices of the events that affect parameter i."""
    group = scenario.parameters[i].group
    return [
        k for k, e in enumerate(scenario.events) if not isinstance(e, SetHyper) or e.group == group
    ]


def _compare_alone(trial: Trial, i: int, keep: list[int]) -> Evidence:
    """Compare parameter i in the full run with parameter i alone, on the events kept."""
    scenario = trial.scenario
    full = trial.run(scenario)
    alone = keep_parameter(change(scenario, events=tuple(scenario.events[k] for k in keep)), i)
    seen = Trajectory(tuple((full.frames[k][i],) for k in keep))
    return compare_within_rounding(
        alone, seen, trial.run(alone), trial.enclosure(alone), f"compared with parameter {i} alone"
    )


@law("others", MUST, traits=("own values",), families=("large", "huge"), frequency="few")
def others(trial: Trial) -> Evidence | None:
    """The steps of a parameter do not depend on the other parameters.

    MUST: the rule updates each parameter separately. Rules with values that all parameters share,
    such as a norm of all gradients, are not tested.

    Fix: Keep one state for each parameter. Look for a step count or a norm that all parameters
    share.

    Source: follows from the formula of the rule.
    """
    scenario = trial.scenario
    if len(scenario.parameters) < 2:
        return None
    return combine_evidence(
        _compare_alone(trial, i, _relevant_events(scenario, i))
        for i in range(len(scenario.parameters))
    )


@law(
    "absent-gradient",
    MUST,
    capabilities=("no gradient",),
    traits=("own count", "own values"),
    frequency="few",
)
def absent_gradient(trial: Trial) -> Evidence | None:
    """A step does not change a parameter whose gradient is None, nor its state and step count.

    MUST: None means that the parameter was not part of the loss. Rules with values that all
    parameters share are not tested, because these change without the parameter too.

    Fix: Skip a parameter whose gradient is None before its state is changed.

    Source: torch.optim: the documentation of zero_grad distinguishes None from zero.
    """
    scenario = trial.scenario
    absent = [i for i in range(len(scenario.parameters)) if _has_missing_gradient(scenario, i)]
    if not absent:
        return None
    return combine_evidence(_compare_present_steps(trial, i) for i in absent)


def _has_missing_gradient(scenario: Scenario, i: int) -> bool:
    return any(isinstance(e, Step) and e.gradients[i] is None for e in scenario.events)


def _compare_present_steps(trial: Trial, i: int) -> Evidence:
    def there(e: Event) -> bool:
        return not isinstance(e, Step) or e.gradients[i] is not None

    relevant = _relevant_events(trial.scenario, i)
    return _compare_alone(trial, i, [k for k in relevant if there(trial.scenario.events[k])])


def _run_reversed(trial: Trial) -> Trajectory | None:
    """Run with the elements of every parameter reversed, and undo the reversal in the result."""
    scenario = trial.scenario
    if not any(math.prod(start.value.shape) > 1 for start in scenario.parameters):
        return None
    backward = with_gradients(
        with_starts(scenario, lambda s: change(s, value=s.value.reverse())), Array.reverse
    )
    frames = trial.run(backward).frames
    return Trajectory(
        tuple(tuple(v.ravel()[::-1].reshape(v.shape) for v in frame) for frame in frames)
    )


@law("permutation", MUST, frequency="few")
def permutation(trial: Trial) -> Evidence | None:
    """Reversing every axis of a parameter reverses the axes of the result.

    MUST: no rule distinguishes the two ends of an axis, including rules with norms and matrices.

    Fix: Look for an index, a slice or a padding that treats an end of an axis differently.

    Source: follows from the formula of the rule.
    """
    backward = _run_reversed(trial)
    if backward is None:
        return None
    scenario = trial.scenario
    return compare_within_rounding(
        scenario,
        trial.run(scenario),
        backward,
        trial.enclosure(scenario),
        "with the elements in reverse order",
    )


@law("permutation-bits", INFO, traits=("elementwise",), frequency="few")
def permutation_bits(trial: Trial) -> Evidence | None:
    """Reversing every axis of a parameter changes no bit of the result except its order.

    INFO: the vector part and the scalar tail of a fused kernel may round differently. A rule that
    sums over elements rounds in their order, so this law does not apply to it.

    Fix: Make the scalar tail of the kernel round like the vector part, or ignore the note.

    Source: follows from the formula of the rule.
    """
    backward = _run_reversed(trial)
    if backward is None:
        return None
    return compare_bits(trial.run(trial.scenario), backward, "with the elements in reverse order")


def _join_parts(frames: Trajectory, shape: tuple[int, ...]) -> Trajectory:
    """Join the first two parameters, which are parts of one, and keep the other parameters."""
    return Trajectory(
        tuple(
            (np.concatenate([a.ravel(), b.ravel()]).reshape(shape), *others)
            for a, b, *others in frames.frames
        )
    )


@law("partition", MUST, traits=("elementwise", "no rows"), frequency="few")
def partition(trial: Trial) -> Evidence | None:
    """A parameter that is split in two gets the same steps as the whole.

    MUST: sharded training relies on it. Rules with norms and matrices are not tested, because the
    parts have other norms.

    Fix: Look for a mean, a sum or a size of the whole parameter in the formula.

    Source: FullyShardedDataParallel in torch, which splits parameters.
    """
    scenario = trial.scenario
    shape = scenario.parameters[0].value.shape
    if not 2 <= math.prod(shape) <= MOST_ELEMENTS:
        return None
    parts = trial.run(split_first_parameter(scenario))
    return compare_within_rounding(
        scenario,
        _join_parts(parts, shape),
        trial.run(scenario),
        trial.enclosure(scenario),
        "with a parameter split in two",
    )


@law("reshape", MUST, traits=("shapeless", "no rows"), frequency="few")
def reshape(trial: Trial) -> Evidence | None:
    """A flattened parameter gets the same steps as the original.

    MUST: the steps of an element do not depend on the shape, except in rules for matrices.

    Fix: Look for a number of axes or a size of an axis in the formula.

    Source: follows from the formula of the rule.
    """
    scenario = trial.scenario
    if all(len(s.value.shape) == 1 for s in scenario.parameters):
        return None

    def flat(values: Array) -> Array:
        return values.fill_shape((math.prod(values.shape),))

    flattened = with_gradients(
        with_starts(scenario, lambda s: change(s, value=flat(s.value))), flat
    )
    frames = tuple(
        tuple(v.reshape(s.value.shape) for v, s in zip(frame, scenario.parameters, strict=True))
        for frame in trial.run(flattened).frames
    )
    return compare_within_rounding(
        scenario,
        Trajectory(frames),
        trial.run(scenario),
        trial.enclosure(scenario),
        "with flattened parameters",
    )


@law("instances", MUST)
def instances(trial: Trial) -> Evidence | None:
    """Two optimizers that exist at the same time do not affect each other.

    MUST: state on the class or in a default argument leaks from one model into another.

    Fix: Keep the state in the instance, not on the class, in a module or in a default argument.

    Source: follows from the formula of the rule.
    """
    scenario = trial.scenario
    if any(isinstance(e, Resume | Restart) for e in scenario.events):
        return None
    events: list[Event] = []
    keep = []
    for event in scenario.events:
        if isinstance(event, Step):
            events.append(OtherStep(event.gradients))
        keep.append(len(events))
        events.append(event)
    both = trial.run(change(scenario, events=tuple(events)))
    seen = Trajectory(tuple(both.frames[k] for k in keep))
    return compare_within_rounding(
        scenario,
        seen,
        trial.run(scenario),
        trial.enclosure(scenario),
        "with a second optimizer of the same class",
    )
