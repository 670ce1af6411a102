"""Laws about ordinary use: clearing gradients, parameters as a generator, repeated runs."""

from __future__ import annotations

from ..comparison.evidence import Evidence, broken, held
from ..comparison.trajectories import identical
from ..scenarios.model import Step, ZeroGrad
from ..scenarios.transforms import change, inserted, steps_at
from ..subjects.trajectory import Trajectory
from .law import MUST, SHOULD, law
from .trial import Trial


@law("zero-grad", MUST, abilities=("zero_grad",))
def zero_grad(trial: Trial) -> Evidence | None:
    """After zero_grad, every gradient is None or zero.

    MUST: a gradient that is left would be added to the next one.
    """
    steps = steps_at(trial.scenario)
    if not steps:
        return None
    scenario = inserted(trial.scenario, steps[0] + 1, ZeroGrad())
    left = [n for n in trial.run(scenario).notices if n.kind == "gradient not cleared"]
    if left:
        return broken(f"parameter {left[0].parameter} after zero_grad: {left[0].detail}")
    return held(len(scenario.parameters))


@law("generator", MUST, abilities=("generator",))
def generator(trial: Trial) -> Evidence | None:
    """Parameters can be given as a generator.

    MUST: ``model.parameters()`` is a generator, and it is empty when it is read a second time.
    """
    if len(trial.scenario.groups) > 1:
        return None
    scenario = change(trial.scenario, params_as="generator")
    return identical(
        trial.run(scenario), trial.run(trial.scenario), "with the parameters given as a generator"
    )


@law("step-by-step", SHOULD)
def step_by_step(trial: Trial) -> Evidence | None:
    """Two runs of the same scenario are identical in every bit.

    SHOULD: a nondeterministic kernel can be correct, but its results cannot be reproduced.
    """
    if not any(isinstance(e, Step) for e in trial.scenario.events):
        return None
    again = trial.subject.run(trial.scenario)
    if not isinstance(again, Trajectory):
        return broken(f"the second run {again}")
    return identical(trial.run(trial.scenario), again, "in a second run")
