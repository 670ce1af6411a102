"""Laws about what happens between steps: resuming, restarting, changes of hyper-parameters."""

from __future__ import annotations

from ..comparison.evidence import Evidence, broken, held, total
from ..comparison.trajectories import alike, identical, one_and_the_same, within
from ..scenarios.encoding import read, read_all, written
from ..scenarios.model import HyperValue, Restart, Resume, Scenario, SetHyper, Step, ZeroGrad
from ..scenarios.transforms import change, inserted, steps_at
from ..subjects.trajectory import Trajectory
from .law import MUST, SHOULD, Trial, law

# Values that no scenario uses. Flags are not changed, because they decide which state exists.
ELSEWHERE = {"lr": 0.0625, "weight_decay": 0.0625, "eps": 0.0625, "alpha": 0.625, "rho": 0.625}
OTHER_MOMENTUM = 0.625
OTHER_BETAS = (0.625, 0.6875, 0.8125)


def middle(scenario: Scenario) -> int | None:
    """Return the index of the first step of the second half, or None with fewer than two steps."""
    steps = steps_at(scenario)
    return steps[len(steps) // 2] if len(steps) > 1 else None


def without_frame(run: Trajectory, k: int) -> Trajectory:
    """Return the run without the frame of event k."""
    return Trajectory(run.frames[:k] + run.frames[k + 1 :])


def _resumed(trial: Trial) -> Trajectory | None:
    at = middle(trial.scenario)
    if at is None:
        return None
    return without_frame(trial.run(inserted(trial.scenario, at, Resume())), at)


@law("resume", MUST, abilities=("resume",))
def resume(trial: Trial) -> Evidence | None:
    """A run that is resumed from a saved state continues as if it had not been interrupted.

    MUST: a checkpoint that does not restore all state changes the training without an error.
    """
    resumed = _resumed(trial)
    if resumed is None:
        return None
    scenario = trial.scenario
    return alike(
        scenario, resumed, trial.run(scenario), trial.enclosure(scenario), "resumed half-way"
    )


@law("resume-bits", SHOULD, abilities=("resume",))
def resume_bits(trial: Trial) -> Evidence | None:
    """Resuming from a saved state changes no bit of the later parameters.

    SHOULD: state that is recomputed on loading may be rounded once more.
    """
    resumed = _resumed(trial)
    if resumed is None:
        return None
    return identical(resumed, trial.run(trial.scenario), "resumed half-way")


@law("resume-elsewhere", MUST, hyper=("lr",), abilities=("resume", "restores hyper"))
def resume_elsewhere(trial: Trial) -> Evidence | None:
    """Loading a saved state also restores the hyper-parameters in it.

    MUST: otherwise the resumed run continues with the arguments of the new optimizer.
    """
    at = middle(trial.scenario)
    if at is None:
        return None
    other = {name: written(value) for name, value in _elsewhere(trial).items()}
    resumed = without_frame(trial.run(inserted(trial.scenario, at, Resume(other))), at)
    return alike(
        trial.scenario,
        resumed,
        trial.run(trial.scenario),
        trial.enclosure(trial.scenario),
        "resumed by an optimizer constructed with other hyper-parameters",
    )


def _elsewhere(trial: Trial) -> dict[str, HyperValue]:
    """Return unused values for the numeric hyper-parameters that the subject takes."""
    defaults = trial.rule.defaults
    taken = [n for n in ELSEWHERE if trial.takes(n) and isinstance(defaults[n], float)]
    changed: dict[str, HyperValue] = {name: ELSEWHERE[name] for name in taken}
    betas = defaults.get("betas")
    if isinstance(betas, tuple) and trial.takes("betas"):
        changed["betas"] = OTHER_BETAS[: len(betas)]
    return changed


@law("restart", MUST)
def restart(trial: Trial) -> Evidence | None:
    """A new optimizer for the same parameters starts without any earlier state.

    MUST: state that outlives its optimizer leaks from one training run into the next.
    """
    at = middle(trial.scenario)
    if at is None:
        return None
    scenario = inserted(trial.scenario, at, Restart())
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


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
    other = {n: value for n, value in _elsewhere(trial).items() if n in group}
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
