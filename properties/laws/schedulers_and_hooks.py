"""Laws about schedulers, hooks, learning rates as tensors and sparse gradients."""

from __future__ import annotations

from dataclasses import replace

from ..comparison.evidence import Evidence, broken_evidence, holding_evidence
from ..comparison.trajectories import compare_with_enclosure, compare_within_rounding
from ..enclosures.evaluate import enclose
from ..scenarios.model import AddGroup, Restart, Resume, Scenario, Schedule, SetHyper, Step
from ..scenarios.transforms import change, insert_events, set_everywhere
from ..subjects.trajectory import SubjectError
from .changed_runs import compare_changed_run
from .law import MUST, law
from .trial import Trial

REPORT_ORDER = 130

# The scheduler multiplies lr by this factor after each step; a power of two is exact.
FACTOR = 0.5


# What a finding adds if the subject does what a dialect of some rules declares.
LAZY_ROWS = (
    "rows that a sparse gradient does not have are left alone, which is what a dialect such as "
    "adam-sparse-rows declares"
)


def _has_only_steps(scenario: Scenario) -> bool:
    other = SetHyper | Resume | Restart | AddGroup
    return not any(isinstance(event, other) for event in scenario.events)


@law("schedule", MUST, hyper=("lr",), capabilities=("scheduler", "set lr"))
def schedule(trial: Trial) -> Evidence | None:
    """A learning rate that is set by a scheduler takes effect at the next step.

    MUST: an optimizer that keeps its own copy of lr ignores the schedule.

    Fix: Read the learning rate at each step from its group.

    Source: torch.optim.lr_scheduler.
    """
    if not _has_only_steps(trial.scenario) or trial.scenario.steps > 8:
        return None
    scenario = insert_events(trial.scenario, 0, Schedule(FACTOR.hex()))
    return compare_changed_run(trial, scenario)


@law("hooks", MUST, capabilities=("hooks",))
def hooks(trial: Trial) -> Evidence | None:
    """Hooks before and after a step are called once, with the old and the new parameters.

    MUST: gradient clipping and weight averaging are done in such hooks.

    Fix: Call step of the base class, or do not override the registration of hooks.

    Source: torch.optim.Optimizer.register_step_pre_hook and register_step_post_hook.
    """
    if trial.scenario.steps > 8:
        return None
    scenario = change(
        trial.scenario,
        events=tuple(
            change(e, hooks=True) if isinstance(e, Step) else e for e in trial.scenario.events
        ),
    )
    seen = [n for n in trial.run(scenario).violations if n.kind == "hooks out of order"]
    if seen:
        return broken_evidence(f"at event {seen[0].event}: {seen[0].detail}")
    return holding_evidence(scenario.steps)


@law("tensor-lr", MUST, hyper=("lr",), capabilities=("tensor lr",))
def tensor_lr(trial: Trial) -> Evidence | None:
    """A learning rate that is given as a tensor has the same effect as the number.

    MUST: a tensor avoids the recompilation of a compiled step when the learning rate changes.

    Fix: Do not convert a tensor to a number, and use an operation that accepts a tensor in
    place of a number.

    Source: torch.optim, the argument lr.
    """
    if "lr" not in trial.scenario.groups[0]:
        return None
    scenario = trial.scenario
    run = trial.run(change(scenario, lr_as="tensor"))
    return compare_within_rounding(
        scenario, run, trial.run(scenario), trial.enclosure(scenario), "with lr given as a tensor"
    )


@law("sparse", MUST, capabilities=("sparse",))
def sparse(trial: Trial) -> Evidence | None:
    """A sparse gradient gives the same step as the same gradient in dense form.

    MUST: the sparse form stores the same numbers. An optimizer that rejects it is not tested.

    Fix: Coalesce the gradient first, and use the same formula for the elements that it has.

    Source: torch.sparse.
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
    if isinstance(outcome, SubjectError):
        return None
    found = compare_within_rounding(
        scenario, outcome, trial.run(scenario), trial.enclosure(scenario), "with sparse gradients"
    )
    if not found.is_broken or trial.rule.lazy:
        return found
    lazy = enclose(replace(trial.rule, lazy=True), scenario)
    if compare_with_enclosure(scenario, outcome, lazy).is_broken:
        return found
    return replace(found, message=f"{found.message}; {LAZY_ROWS}")
