"""Laws of symmetry: negated and scaled gradients, and maximizing instead of minimizing."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_bits, compare_within_rounding
from ..scenarios.model import HyperValue, Scenario, Step
from ..scenarios.transforms import change, set_everywhere, with_gradients, with_hyper, with_starts
from ..subjects.trajectory import Trajectory
from .law import INFO, MUST, law
from .trial import Trial

REPORT_ORDER = 20

Extended: TypeAlias = NDArray[np.longdouble]

# The factor of the gradients, whose multiplication changes no rounding.
SCALE = 2.0**6

# Within these powers of two, no intermediate of a short run leaves the normal range.
GENTLE = 2.0**12


def _negate_scenario(scenario: Scenario) -> Scenario:
    flipped = with_starts(scenario, lambda s: change(s, value=s.value.scale(-1.0)))
    return with_gradients(flipped, lambda g: g.scale(-1.0))


def _negate_run(run: Trajectory) -> Trajectory:
    return Trajectory(tuple(tuple(-v for v in frame) for frame in run.frames))


@law("negation", MUST, traits=("odd",), frequency="few")
def negation(trial: Trial) -> Evidence | None:
    """Negating all parameters and gradients negates the resulting parameters.

    MUST: the rule is an odd function of parameters and gradients, and rounding is symmetric.

    Fix: Look for an absolute value, a comparison or a clamp that treats the two signs
    differently, and for an offset such as eps that is added to a signed number.

    Source: follows from the formula of the rule.
    """
    scenario = trial.scenario
    other = _negate_run(trial.run(_negate_scenario(scenario)))
    return compare_within_rounding(
        scenario,
        trial.run(scenario),
        other,
        trial.enclosure(scenario),
        "compared with the negated run",
    )


@law("negation-bits", INFO, traits=("odd",), frequency="few")
def negation_bits(trial: Trial) -> Evidence | None:
    """Negating all parameters and gradients changes no bit except the signs.

    INFO: rounding is symmetric, but a kernel may treat the two signs differently and still be
    correct to within rounding.

    Fix: Make the kernel round both signs in the same way, or ignore the note.

    Source: IEEE 754: rounding to nearest is symmetric.
    """
    other = _negate_run(trial.run(_negate_scenario(trial.scenario)))
    return compare_bits(trial.run(trial.scenario), other, "compared with the negated run")


def _scale_scenario(trial: Trial) -> Scenario | None:
    """Return the scenario with scaled gradients and what scales with them; None if it has none."""
    factor = SCALE
    powers, taken = trial.rule.gradient_powers, trial.subject.capabilities.hyper
    if powers is None or trial.scenario.dtype in ("float16", "bfloat16"):
        return None
    given = taken.intersection(*trial.scenario.groups)
    if any(name not in given and trial.rule.defaults[name] for name in powers):
        return None
    built = trial.rule.defaults.get("decoupled_weight_decay")
    groups = enumerate(trial.scenario.groups)
    decoupled = {k for k, group in groups if group.get("decoupled_weight_decay", built)}

    def hyper(name: str, value: HyperValue, group: int) -> HyperValue:
        power = 0 if name == "weight_decay" and group in decoupled else powers.get(name)
        return value * factor**power if power and isinstance(value, float) else value

    return with_hyper(with_gradients(trial.scenario, lambda g: g.scale(factor)), hyper)


def _describe_scaling(trial: Trial) -> str:
    """Return what is scaled: the gradients, and the hyper-parameters that scale with them."""
    powers = trial.rule.gradient_powers or {}
    *some, last = ["gradients", *(name for name in powers if powers[name] and trial.takes(name))]
    larger = f"with gradients {SCALE:g} times as large"
    if not some:
        return larger
    listed = f"{', '.join(some[1:])} and {last}" if some[1:] else last
    return f"{larger}, and {listed} scaled in proportion"


@law("scaling", MUST, traits=("scalable",), many_steps=True, frequency="few")
def scaling(trial: Trial) -> Evidence | None:
    """Scaling the gradients, and eps and the rest in proportion, does not change the parameters.

    MUST: each hyper-parameter of the rule scales with a fixed power of the gradients, eps for
    example with the first; in a formula with eps inside a root it is the second. Rules without such
    powers (Adadelta, RAdam) are not tested.

    Fix: Look for a constant that has units: an eps inside a root, a clamp, a threshold. Each
    must scale with the gradient.

    Source: Kingma and Ba, Adam, 2015, section 2: the steps are invariant to the scale of the
    gradient; for other rules it follows from the formula.
    """
    scaled = _scale_scenario(trial)
    if scaled is None:
        return None
    scenario = trial.scenario
    return compare_within_rounding(
        scenario,
        trial.run(scaled),
        trial.run(scenario),
        trial.enclosure(scaled),
        _describe_scaling(trial),
    )


@law("scaling-bits", INFO, traits=("scalable",), frequency="few")
def scaling_bits(trial: Trial) -> Evidence | None:
    """Scaling the gradients by a power of two, and eps in proportion, changes no bit.

    INFO: such a scaling changes no rounding, but a power function in place of a square root may.

    Fix: Use a square root in place of a power of one half, or ignore the note.

    Source: IEEE 754: a power of two scales without rounding.
    """
    scaled = _scale_scenario(trial)
    if scaled is None or not _is_gentle(trial.scenario):
        return None
    return compare_bits(trial.run(scaled), trial.run(trial.scenario), _describe_scaling(trial))


def _is_gentle(scenario: Scenario) -> bool:
    numbers = [start.value for start in scenario.parameters]
    for event in scenario.events:
        if isinstance(event, Step):
            numbers += [g for g in event.gradients if g is not None]
    sizes = np.abs([float.fromhex(v) for a in numbers for v in a.values if float.fromhex(v)])
    return scenario.steps <= 8 and bool(np.all((sizes < GENTLE) & (sizes > 1 / GENTLE)))


@law("maximize", MUST, hyper=("maximize",), frequency="few")
def maximize(trial: Trial) -> Evidence | None:
    """Maximizing with gradients g gives the same parameters as minimizing with gradients -g.

    MUST: maximize reverses the gradient alone; weight decay pulls towards zero in both cases.

    Fix: Negate the gradient before anything else, so that weight decay and the moments see the
    negated gradient.

    Source: torch.optim, the argument maximize.
    """
    scenario = set_everywhere(trial.scenario, maximize=False)
    up = set_everywhere(with_gradients(trial.scenario, lambda g: g.scale(-1.0)), maximize=True)
    if len(scenario.events) != len(trial.scenario.events):
        return None
    return compare_within_rounding(
        scenario,
        trial.run(up),
        trial.run(scenario),
        trial.enclosure(scenario),
        "maximizing with negated gradients",
    )
