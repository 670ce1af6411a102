"""Laws about the parameters of an optimizer, their order and their groups."""

from __future__ import annotations

from ..comparison.evidence import Evidence, broken_evidence, holding_evidence
from ..comparison.trajectories import compare_within_rounding
from ..scenarios.encoding import decode_group, decode_hyper, encode_hyper
from ..scenarios.model import (
    AddGroup,
    EncodedHyper,
    Event,
    HyperValue,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    SetHyper,
    Step,
)
from ..scenarios.shared_hyper import share_hyper
from ..scenarios.transforms import change, reverse_parameters
from ..subjects.trajectory import SubjectError, Trajectory
from .changed_runs import compare_changed_run, follows_rule
from .law import MUST, SHOULD, law
from .resuming import middle, unused_values
from .trial import Trial

REPORT_ORDER = 100

# The learning rate of a group that is added late is divided by it.
SLOWER = 8

# Other values of hyper-parameters that act where a state is made, or in few rules.
OTHERS: dict[str, HyperValue] = {
    "momentum": 0.625, "initial_accumulator_value": 0.0625, "lr_decay": 0.0625,
    "momentum_decay": 0.0625,
}  # fmt: skip


@law("order", MUST, traits=("any order",), frequency="few")
def order(trial: Trial) -> Evidence | None:
    """The order in which the parameters are given does not change their steps.

    MUST: the rule updates each parameter separately, or by values that do not depend on the order.

    Fix: Keep one state for each parameter, and find it by the parameter, not by a position.

    Source: follows from the formula of the rule.
    """
    scenario = trial.scenario
    if len(scenario.parameters) < 2:
        return None
    run = trial.run(reverse_parameters(scenario))
    seen = Trajectory(tuple(frame[::-1] for frame in run.frames))
    return compare_within_rounding(
        scenario,
        seen,
        trial.run(scenario),
        trial.enclosure(scenario),
        "with the parameters in reverse order",
    )


@law("late-group", MUST, capabilities=("add group",))
def late_group(trial: Trial) -> Evidence | None:
    """A group that is added after some steps starts without state and does not affect the others.

    MUST: layers are unfrozen this way in the middle of a training run, often with a learning rate
    of their own.

    Fix: Loop over the groups that there are at the step, make the state of a parameter at its first
    step, and read the hyper-parameters from its group.

    Source: torch.optim.Optimizer.add_param_group.
    """
    late = _with_late_group(trial, _with_smaller_lr(trial.scenario.groups[0]))
    return compare_changed_run(trial, late) if late else None


@law("late-values", MUST, capabilities=("groups", "add group"))
def late_values(trial: Trial) -> Evidence | None:
    """A group that is added after some steps is updated with all of its own hyper-parameters.

    MUST: layers that are unfrozen often get values of their own, as any other group does. The law
    is about values other than the learning rate, and applies where late-group holds.

    Fix: Read every hyper-parameter from the group of the parameter, also where its state is made.

    Source: torch.optim.Optimizer.add_param_group.
    """
    group = trial.scenario.groups[0]
    others = {**unused_values(trial), **{n: v for n, v in OTHERS.items() if trial.takes(n)}}
    own = {name: encode_hyper(value) for name, value in others.items() if name != "lr"}
    decoded = decode_group({**group, **own})
    if not own or not trial.rule.profile.is_valid({**trial.rule.defaults, **decoded}):
        return None
    late = _with_late_group(trial, {**group, **own})
    usual = _with_late_group(trial, group)
    if late is None or usual is None or not follows_rule(trial, usual):
        return None
    return compare_changed_run(trial, late)


def _with_late_group(trial: Trial, group: dict[str, EncodedHyper]) -> Scenario | None:
    """Return the scenario with the last parameter in a group that is added half-way.

    None if it has fewer than two parameters, several groups, or another event that the subject
    does not support with groups.
    """
    at = middle(trial.scenario)
    if at is None or len(trial.scenario.parameters) < 2 or len(trial.scenario.groups) > 1:
        return None
    # With several groups, an optimizer is built anew from groups.
    is_rebuilt = any(isinstance(e, Resume | Restart | Rewind) for e in trial.scenario.events[at:])
    if is_rebuilt and not trial.subject.capabilities.supports("groups"):
        return None
    shared = trial.rule.profile.same_in_all_groups
    return share_hyper(_with_group_at(trial.scenario, at, group), shared)


def _with_group_at(scenario: Scenario, at: int, group: dict[str, EncodedHyper]) -> Scenario:
    """Put the last parameter into a group of its own, which is added before event ``at``."""
    *others, last = scenario.parameters

    def before(e: Event) -> Event:
        if isinstance(e, Step | OtherStep):
            return change(e, gradients=(*e.gradients[:-1], None))
        return e

    events = [before(e) for e in scenario.events[:at]]
    events.append(AddGroup(1))
    # A checkpoint from before the group was added does not have it.
    is_there, is_saved = True, False
    for e in scenario.events[at:]:
        events.append(e)
        match e:
            case SetHyper() if is_there:
                events.append(change(e, group=1))
            case Save():
                is_saved = is_there
            case Rewind():
                is_there = is_saved
    return change(
        scenario,
        parameters=(*others, change(last, group=1)),
        groups=(*scenario.groups, group),
        events=tuple(events),
    )


def _with_smaller_lr(group: dict[str, EncodedHyper]) -> dict[str, EncodedHyper]:
    if "lr" not in group:
        return group
    lr = decode_hyper(group["lr"])
    assert isinstance(lr, float)
    return {**group, "lr": encode_hyper(lr / SLOWER)}


@law("duplicate", SHOULD, capabilities=("own duplicates",))
def duplicate(trial: Trial) -> Evidence | None:
    """A parameter that is given twice is rejected, or moved once per step.

    SHOULD: tied weights often occur twice in a list, and some libraries only warn about it.

    Fix: Compare the parameters by identity, and raise an error or drop the second one.

    Source: torch.optim, which warns about duplicate parameters.
    """
    scenario = trial.scenario
    if len(scenario.groups) > 1:
        return None
    twice = change(scenario, params_as="duplicated")
    outcome = trial.outcome(twice)
    if isinstance(outcome, SubjectError):
        return (
            holding_evidence()
            if outcome.event < 0
            else broken_evidence(f"a parameter given twice: {outcome}")
        )
    return compare_within_rounding(
        scenario,
        outcome,
        trial.run(scenario),
        trial.enclosure(scenario),
        "with one parameter given twice",
        against="where a parameter given once has",
    )
