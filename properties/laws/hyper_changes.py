"""Laws about changes of hyper-parameters between steps."""

from __future__ import annotations

from ..comparison.evidence import (
    Evidence,
    combine_evidence,
    effect_shown,
    holding_evidence,
    no_effect,
)
from ..comparison.trajectories import bit_identical, compare_within_rounding
from ..scenarios.encoding import decode_group, decode_hyper, encode_hyper
from ..scenarios.model import HyperValue, SetHyper
from ..scenarios.shared_hyper import share_hyper
from ..scenarios.transforms import change, insert_events
from .changed_runs import compare_changed_run
from .law import MUST, law
from .resuming import middle, unused_values, without_frame
from .trial import Trial

REPORT_ORDER = 60

OTHER_MOMENTUM = 0.625


@law("lr-change", MUST, capabilities=("set lr",), frequency="few")
def lr_change(trial: Trial) -> Evidence | None:
    """A learning rate that is changed between steps takes effect at the next step.

    MUST: learning rate schedules rely on it.

    Fix: Read the learning rate at each step from where users set it, such as param_groups in
    torch.

    Source: torch.optim.lr_scheduler, which writes lr into the groups.
    """
    at = middle(trial.scenario)
    if at is None or "lr" not in trial.scenario.groups[0]:
        return None
    lr = decode_hyper(trial.scenario.groups[0]["lr"])
    assert isinstance(lr, float)
    scenario = insert_events(trial.scenario, at, SetHyper("lr", encode_hyper(lr / 8)))
    scenario = share_hyper(scenario, trial.rule.profile.same_in_all_groups)
    return compare_changed_run(trial, scenario)


@law("resting", MUST, capabilities=("set lr",), frequency="few")
def resting(trial: Trial) -> Evidence | None:
    """A step with a learning rate of 0 still updates the state and the step count.

    MUST: a warm-up starts at 0, and a skipped update changes every later step.

    Fix: Do not return early where lr is 0: update the moments and the step count.

    Source: follows from the formula of the rule.
    """
    at = middle(trial.scenario)
    if at is None or len(trial.scenario.groups) > 1 or "lr" not in trial.scenario.groups[0]:
        return None
    lr = trial.scenario.groups[0]["lr"]
    scenario = insert_events(trial.scenario, at + 1, SetHyper("lr", lr))
    scenario = insert_events(scenario, at, SetHyper("lr", encode_hyper(0.0)))
    return compare_changed_run(trial, scenario)


@law("hyper-change", MUST, capabilities=("group entries",), needs_every_case=True)
def hyper_change(trial: Trial) -> Evidence | None:
    """A hyper-parameter that is changed in its group between steps has an effect.

    MUST: schedules of momentum and betas write into the groups, as OneCycleLR does in torch. The
    law is broken only if a change has no effect in every case in which the rule says that it must.

    Fix: Read every hyper-parameter at each step from its group, also those that are used in a
    precomputed number.

    Source: torch.optim.lr_scheduler.OneCycleLR, which writes momentum and betas into the
    groups.
    """
    at = middle(trial.scenario)
    if at is None or len(trial.scenario.groups) > 1:
        return None
    tested = trial.subject.capabilities.settable - trial.effective
    return combine_evidence(
        _compare_reaction(trial, at, n, value)
        for n, value in _other_values(trial).items()
        if n in tested
    )


def _other_values(trial: Trial) -> dict[str, HyperValue]:
    """Return other values for the hyper-parameters that the scenario gives."""
    group = decode_group(trial.scenario.groups[0])
    other = {n: value for n, value in unused_values(trial).items() if n in group}
    return other | ({"momentum": OTHER_MOMENTUM} if group.get("momentum") else {})


def _compare_reaction(trial: Trial, at: int, name: str, value: HyperValue) -> Evidence:
    """Return whether a changed value changes the run; where the rule says so, it must."""
    changed = insert_events(trial.scenario, at, SetHyper(name, encode_hyper(value)))
    if not bit_identical(without_frame(trial.run(changed), at), trial.run(trial.scenario)):
        return effect_shown(name)
    if not trial.enclosure(changed).without_frame(at).is_disjoint(trial.enclosure(trial.scenario)):
        return holding_evidence(0)
    return no_effect(name, f"{name} set to {value!r} between steps has no effect")


@law("hyper-before-step", MUST, capabilities=("group entries",), frequency="few")
def hyper_before_step(trial: Trial) -> Evidence | None:
    """A hyper-parameter set in its group before the first step acts as if given at construction.

    MUST: OneCycleLR sets momentum or betas when it is constructed, before any step.

    Fix: At each step, compute from the group whatever depends on a hyper-parameter, such as
    1 - beta; keep no such number from the construction.

    Source: torch.optim.lr_scheduler.OneCycleLR, which writes lr, momentum and betas into the
    groups when it is constructed.
    """
    if len(trial.scenario.groups) > 1:
        return None
    return combine_evidence(
        _compare_given_with_set(trial, name, value)
        for name, value in _other_values(trial).items()
        if name in trial.subject.capabilities.settable - {*trial.rule.profile.starting}
    )


def _compare_given_with_set(trial: Trial, name: str, value: HyperValue) -> Evidence:
    [group] = trial.scenario.groups
    given = change(trial.scenario, groups=({**group, name: encode_hyper(value)},))
    late = insert_events(trial.scenario, 0, SetHyper(name, encode_hyper(value)))
    return compare_within_rounding(
        given,
        without_frame(trial.run(late), 0),
        trial.run(given),
        trial.enclosure(given),
        f"with {name} set to {value!r} before the first step",
    )
