"""Laws about changes of hyper-parameters between steps."""

from __future__ import annotations

from ..comparison.evidence import Evidence, broken, held, total
from ..comparison.trajectories import one_and_the_same, within
from ..scenarios.encoding import read, read_all, written
from ..scenarios.model import HyperValue, SetHyper
from ..scenarios.transforms import inserted
from .law import MUST, law
from .resuming import middle, unused_values, without_frame
from .trial import Trial

OTHER_MOMENTUM = 0.625


@law("lr-change", MUST, abilities=("set lr",))
def lr_change(trial: Trial) -> Evidence | None:
    """A learning rate that is changed between steps takes effect at the next step.

    MUST: learning rate schedules rely on it.
    """
    at = middle(trial.scenario)
    if at is None or "lr" not in trial.scenario.groups[0]:
        return None
    lr = read(trial.scenario.groups[0]["lr"])
    assert isinstance(lr, float)
    scenario = inserted(trial.scenario, at, SetHyper("lr", written(lr / 8)))
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


@law("resting", MUST, abilities=("set lr",))
def resting(trial: Trial) -> Evidence | None:
    """A step with a learning rate of 0 still updates the state and the step count.

    MUST: a warm-up starts at 0, and a skipped update changes every later step.
    """
    at = middle(trial.scenario)
    if at is None or len(trial.scenario.groups) > 1 or "lr" not in trial.scenario.groups[0]:
        return None
    lr = trial.scenario.groups[0]["lr"]
    scenario = inserted(trial.scenario, at + 1, SetHyper("lr", lr))
    scenario = inserted(scenario, at, SetHyper("lr", written(0.0)))
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


@law("hyper-change", MUST, abilities=("groups",))
def hyper_change(trial: Trial) -> Evidence | None:
    """A hyper-parameter that is changed in its group between steps has an effect.

    MUST: schedules of momentum and betas write into the groups, as OneCycleLR does in torch.
    """
    at, group = middle(trial.scenario), read_all(trial.scenario.groups[0])
    if at is None or len(trial.scenario.groups) > 1:
        return None
    other = {n: value for n, value in unused_values(trial).items() if n in group}
    other |= {"momentum": OTHER_MOMENTUM} if group.get("momentum") else {}
    settable = trial.subject.abilities.settable
    return total(_reacts(trial, at, n, value) for n, value in other.items() if n in settable)


def _reacts(trial: Trial, at: int, name: str, value: HyperValue) -> Evidence:
    """Return whether a changed value changes the run, where the rule says that it must."""
    changed = inserted(trial.scenario, at, SetHyper(name, written(value)))
    if not trial.enclosure(changed).without_frame(at).apart(trial.enclosure(trial.scenario)):
        return held(0)
    if one_and_the_same(without_frame(trial.run(changed), at), trial.run(trial.scenario)):
        return broken(f"{name} set to {value!r} between steps has no effect")
    return held()
