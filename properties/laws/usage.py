"""Laws about ordinary use: clearing gradients, parameters as a generator, repeated runs."""

from __future__ import annotations

from ..comparison.evidence import Evidence, broken_evidence, holding_evidence
from ..comparison.trajectories import compare_bits
from ..scenarios.model import Step, ZeroGrad
from ..scenarios.transforms import change, insert_events, steps_at
from ..subjects.trajectory import Trajectory
from .law import MUST, SHOULD, law
from .trial import Trial

REPORT_ORDER = 70


@law("zero-grad", MUST, capabilities=("zero_grad",))
def zero_grad(trial: Trial) -> Evidence | None:
    """After zero_grad, every gradient is None or zero.

    MUST: a gradient that is left would be added to the next one.

    Fix: Set every gradient of every group to None or to zero.

    Source: torch.optim.Optimizer.zero_grad.
    """
    steps = steps_at(trial.scenario)
    if not steps:
        return None
    scenario = insert_events(trial.scenario, steps[0] + 1, ZeroGrad())
    left = [n for n in trial.run(scenario).violations if n.kind == "gradient not cleared"]
    if left:
        return broken_evidence(f"parameter {left[0].parameter} after zero_grad: {left[0].detail}")
    return holding_evidence(len(scenario.parameters))


@law("generator", MUST, capabilities=("generator",))
def generator(trial: Trial) -> Evidence | None:
    """Parameters can be given as a generator.

    MUST: ``model.parameters()`` is a generator, and it is empty when it is read a second time.

    Fix: Convert the parameters to a list once, in the constructor.

    Source: torch.optim: params is an iterable.
    """
    if len(trial.scenario.groups) > 1:
        return None
    scenario = change(trial.scenario, params_as="generator")
    return compare_bits(
        trial.run(scenario), trial.run(trial.scenario), "with the parameters given as a generator"
    )


@law("step-by-step", SHOULD)
def step_by_step(trial: Trial) -> Evidence | None:
    """Two runs of the same scenario are identical in every bit.

    SHOULD: a nondeterministic kernel can be correct, but its results cannot be reproduced.

    Fix: Look for state that outlives an optimizer, uninitialized memory, and the order of a
    set; for a parallel kernel, ignore the warning.

    Source: torch, note "Reproducibility".
    """
    if not any(isinstance(e, Step) for e in trial.scenario.events):
        return None
    again = trial.subject.run(trial.scenario)
    if not isinstance(again, Trajectory):
        return broken_evidence(f"the second run {again}")
    return compare_bits(trial.run(trial.scenario), again, "in a second run")
