"""Laws about what a library puts around an optimizer: schedulers, hooks, tensors for numbers."""

from __future__ import annotations

from ..evidence import Evidence, alike, broken, held, within
from ..scenario import AddGroup, Restart, Resume, Scenario, Schedule, SetHyper, Step
from ..trajectory import Raised
from ..transforms import change, inserted, set_everywhere
from .base import MUST, Trial, law

# By how much a scheduler lowers the learning rate after each step: no rounding.
FACTOR = 0.5


def _steps_alone(scenario: Scenario) -> bool:
    other = SetHyper | Resume | Restart | AddGroup
    return not any(isinstance(event, other) for event in scenario.events)


@law("schedule", MUST, hyper=("lr",), abilities=("scheduler", "set lr"))
def schedule(trial: Trial) -> Evidence | None:
    """A scheduler's learning rate counts from the next step on.

    MUST: an optimizer that keeps its own copy of lr trains on as if there were no schedule.
    """
    if not _steps_alone(trial.scenario) or trial.scenario.steps > 8:
        return None
    scenario = inserted(trial.scenario, 0, Schedule(FACTOR.hex()))
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


@law("hooks", MUST, abilities=("hooks",))
def hooks(trial: Trial) -> Evidence | None:
    """A hook before the step sees the old parameters, a hook after it the new ones, once each.

    MUST: clipping and averaging are done in such hooks.
    """
    if trial.scenario.steps > 8:
        return None
    scenario = change(
        trial.scenario,
        events=tuple(
            change(e, hooks=True) if isinstance(e, Step) else e for e in trial.scenario.events
        ),
    )
    seen = [n for n in trial.run(scenario).notices if n.kind == "hooks out of order"]
    if seen:
        return broken(f"at event {seen[0].event}: {seen[0].detail}")
    return held(scenario.steps)


@law("tensor-lr", MUST, hyper=("lr",), abilities=("tensor lr",))
def tensor_lr(trial: Trial) -> Evidence | None:
    """A learning rate given as a tensor acts like the number in it.

    MUST: it is how a compiled step is kept from being compiled again for every learning rate.
    """
    if "lr" not in trial.scenario.groups[0]:
        return None
    scenario = trial.scenario
    run = trial.run(change(scenario, lr_as="tensor"))
    return alike(scenario, run, trial.run(scenario), trial.enclosure(scenario), "with a tensor lr")


@law("sparse", MUST, abilities=("sparse",))
def sparse(trial: Trial) -> Evidence | None:
    """A sparse gradient moves the parameter like the same gradient made dense.

    MUST: it is another way to store the same numbers; refusing it is another matter.
    """
    if not all(start.value.shape for start in trial.scenario.parameters):
        return None
    still = {n: 0.0 for n in ("weight_decay", "momentum", "dampening") if trial.takes(n)}
    flags = {n: False for n in ("nesterov", "maximize") if trial.takes(n)}
    scenario = set_everywhere(trial.scenario, **still, **flags)
    if len(scenario.events) != len(trial.scenario.events):
        return None
    given = tuple(change(e, sparse=True) if isinstance(e, Step) else e for e in scenario.events)
    outcome = trial.outcome(change(scenario, events=given))
    if isinstance(outcome, Raised):
        return None
    return alike(
        scenario, outcome, trial.run(scenario), trial.enclosure(scenario), "with sparse gradients"
    )
