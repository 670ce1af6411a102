"""Laws about resuming from a saved state and restarting without one."""

from __future__ import annotations

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_bits, compare_within_rounding
from ..scenarios.encoding import encode_hyper
from ..scenarios.model import HyperValue, Restart, Resume, Scenario
from ..scenarios.transforms import insert_events, steps_at
from ..subjects.trajectory import Trajectory
from .changed_runs import compare_changed_run
from .law import MUST, SHOULD, law
from .trial import Trial

REPORT_ORDER = 50

# Values that no scenario uses. Flags are not changed, because they decide which state exists.
ELSEWHERE = {"lr": 0.0625, "weight_decay": 0.0625, "eps": 0.0625, "alpha": 0.625, "rho": 0.625}
OTHER_BETAS = (0.625, 0.6875, 0.8125)


def middle(scenario: Scenario) -> int | None:
    """Return the index of the first step of the second half, or None with fewer than two steps."""
    steps = steps_at(scenario)
    return steps[len(steps) // 2] if len(steps) > 1 else None


def without_frame(run: Trajectory, k: int) -> Trajectory:
    """Return the run without the frame of event k."""
    return Trajectory(run.frames[:k] + run.frames[k + 1 :])


def _run_resumed(trial: Trial) -> Trajectory | None:
    at = middle(trial.scenario)
    if at is None:
        return None
    return without_frame(trial.run(insert_events(trial.scenario, at, Resume())), at)


@law(
    "resume",
    MUST,
    capabilities=("resume",),
    families=("long", "half", "large", "huge"),
    many_steps=True,
)
def resume(trial: Trial) -> Evidence | None:
    """A run that is resumed from a saved state continues as if it had not been interrupted.

    MUST: a checkpoint that does not restore all state changes the training without an error.

    Fix: Save the whole state, also step counts, flags and buffers that are made at the first
    step, and load it before the next step.

    Source: torch, tutorial "Saving and loading a general checkpoint".
    """
    resumed = _run_resumed(trial)
    if resumed is None:
        return None
    scenario = trial.scenario
    return compare_within_rounding(
        scenario, resumed, trial.run(scenario), trial.enclosure(scenario), "resumed half-way"
    )


@law("resume-bits", SHOULD, capabilities=("resume",))
def resume_bits(trial: Trial) -> Evidence | None:
    """Resuming from a saved state changes no bit of the later parameters.

    SHOULD: state that is recomputed on loading may be rounded once more.

    Fix: Save the state in the precision in which it is kept.

    Source: torch, tutorial "Saving and loading a general checkpoint".
    """
    resumed = _run_resumed(trial)
    if resumed is None:
        return None
    return compare_bits(resumed, trial.run(trial.scenario), "resumed half-way")


@law("resume-elsewhere", MUST, hyper=("lr",), capabilities=("resume", "restores hyper"))
def resume_elsewhere(trial: Trial) -> Evidence | None:
    """Loading a saved state also restores the hyper-parameters in it.

    MUST: otherwise the resumed run continues with the arguments of the new optimizer.

    Fix: Save the hyper-parameters with the state and restore them on loading.

    Source: torch.optim.Optimizer.load_state_dict, which restores the parameter groups.
    """
    at = middle(trial.scenario)
    if at is None:
        return None
    other = {name: encode_hyper(value) for name, value in unused_values(trial).items()}
    resumed = without_frame(trial.run(insert_events(trial.scenario, at, Resume(other))), at)
    return compare_within_rounding(
        trial.scenario,
        resumed,
        trial.run(trial.scenario),
        trial.enclosure(trial.scenario),
        "resumed by an optimizer constructed with other hyper-parameters",
    )


def unused_values(trial: Trial) -> dict[str, HyperValue]:
    """Return unused values for the numeric hyper-parameters that the subject takes."""
    defaults = trial.rule.defaults
    taken = [n for n in ELSEWHERE if trial.takes(n) and isinstance(defaults[n], float)]
    changed: dict[str, HyperValue] = {name: ELSEWHERE[name] for name in taken}
    betas = defaults.get("betas")
    if isinstance(betas, tuple) and trial.takes("betas"):
        changed["betas"] = OTHER_BETAS[: len(betas)]
    return changed


@law("restart", MUST, frequency="few")
def restart(trial: Trial) -> Evidence | None:
    """A new optimizer for the same parameters starts without any earlier state.

    MUST: state that outlives its optimizer leaks from one training run into the next.

    Fix: Keep the state in the instance, not on the class, in a module or in a default argument.

    Source: follows from the formula of the rule.
    """
    at = middle(trial.scenario)
    if at is None:
        return None
    scenario = insert_events(trial.scenario, at, Restart())
    return compare_changed_run(trial, scenario)
