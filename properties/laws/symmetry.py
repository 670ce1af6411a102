"""Laws that follow from the rule's formula: symmetries, special cases and closed forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..comparison.evidence import Evidence
from ..comparison.trajectories import alike, identical, within
from ..enclosures.evaluate import enclose
from ..rules.registry import rules
from ..scenarios.encoding import read_all
from ..scenarios.model import HyperValue, Scenario, Step
from ..scenarios.transforms import change, set_everywhere, with_gradients, with_hyper, with_starts
from ..subjects.trajectory import Trajectory
from .law import MUST, SHOULD, Trial, law

Extended: TypeAlias = NDArray[np.longdouble]

# Within these powers of two, no intermediate of a short run leaves the normal range.
GENTLE = 2.0**12


def _negated(scenario: Scenario) -> Scenario:
    flipped = with_starts(scenario, lambda s: change(s, value=s.value.times(-1.0)))
    return with_gradients(flipped, lambda g: g.times(-1.0))


def _mirrored(run: Trajectory) -> Trajectory:
    return Trajectory(tuple(tuple(-v for v in frame) for frame in run.frames))


@law("negation", MUST, traits=("odd",))
def negation(trial: Trial) -> Evidence | None:
    """Negating all parameters and gradients negates the resulting parameters.

    MUST: the rule is an odd function of parameters and gradients, and rounding is symmetric.
    """
    scenario = trial.scenario
    other = _mirrored(trial.run(_negated(scenario)))
    return alike(
        scenario,
        trial.run(scenario),
        other,
        trial.enclosure(scenario),
        "compared with the negated run",
    )


@law("negation-bits", SHOULD, traits=("odd",))
def negation_bits(trial: Trial) -> Evidence | None:
    """Negating all parameters and gradients changes no bit except the signs.

    SHOULD: rounding is symmetric, but a kernel may treat the two signs differently and still be
    correct to within rounding.
    """
    other = _mirrored(trial.run(_negated(trial.scenario)))
    return identical(trial.run(trial.scenario), other, "compared with the negated run")


def _scaled(trial: Trial, factor: float) -> Scenario | None:
    powers, taken = trial.rule.gradient_powers, trial.subject.abilities.hyper
    if powers is None or trial.scenario.dtype in ("float16", "bfloat16"):
        return None
    if any(name not in taken and trial.rule.defaults[name] for name in powers):
        return None
    built = trial.rule.defaults.get("decoupled_weight_decay")
    groups = enumerate(trial.scenario.groups)
    decoupled = {k for k, group in groups if group.get("decoupled_weight_decay", built)}

    def hyper(name: str, value: HyperValue, group: int) -> HyperValue:
        power = 0 if name == "weight_decay" and group in decoupled else powers.get(name)
        return value * factor**power if power and isinstance(value, float) else value

    return with_hyper(with_gradients(trial.scenario, lambda g: g.times(factor)), hyper)


@law("scaling", MUST, traits=("scalable",))
def scaling(trial: Trial) -> Evidence | None:
    """Scaling the gradients, and eps and the rest in proportion, does not change the parameters.

    MUST: each hyper-parameter of the rule scales with a fixed power of the gradients, eps for
    example with the first; in a formula with eps inside a root it is the second. Rules without such
    powers (Adadelta, RAdam) are not tested.
    """
    scaled = _scaled(trial, 2.0**6)
    if scaled is None:
        return None
    scenario = trial.scenario
    return alike(
        scenario,
        trial.run(scaled),
        trial.run(scenario),
        trial.enclosure(scaled),
        "with gradients 64 times as large",
    )


@law("scaling-bits", SHOULD, traits=("scalable",))
def scaling_bits(trial: Trial) -> Evidence | None:
    """Scaling the gradients by a power of two, and eps in proportion, changes no bit.

    SHOULD: such a scaling changes no rounding, but a power function in place of a square root may.
    """
    scaled = _scaled(trial, 2.0**6)
    if scaled is None or not _gentle(trial.scenario):
        return None
    return identical(
        trial.run(scaled), trial.run(trial.scenario), "with gradients 64 times as large"
    )


def _gentle(scenario: Scenario) -> bool:
    numbers = [start.value for start in scenario.parameters]
    for event in scenario.events:
        if isinstance(event, Step):
            numbers += [g for g in event.gradients if g is not None]
    sizes = np.abs([float.fromhex(v) for a in numbers for v in a.values if float.fromhex(v)])
    return scenario.steps <= 8 and bool(np.all((sizes < GENTLE) & (sizes > 1 / GENTLE)))


@law("maximize", MUST, hyper=("maximize",))
def maximize(trial: Trial) -> Evidence | None:
    """Maximizing with gradients g gives the same parameters as minimizing with gradients -g.

    MUST: maximize reverses the gradient alone; weight decay pulls towards zero in both cases.
    """
    scenario = set_everywhere(trial.scenario, maximize=False)
    up = set_everywhere(with_gradients(trial.scenario, lambda g: g.times(-1.0)), maximize=True)
    if len(scenario.events) != len(trial.scenario.events):
        return None
    return alike(
        scenario,
        trial.run(up),
        trial.run(scenario),
        trial.enclosure(scenario),
        "maximizing with negated gradients",
    )


def _closed_form(scenario: Scenario, trial: Trial) -> Trajectory:
    """Return theta - lr g / (|g| + eps) step by step: Adam with moments g and g squared."""
    theta = [a.astype(np.longdouble) for a in scenario.arrays()]
    hyper = dict(trial.rule.defaults) | read_all(scenario.groups[0])
    lr, eps = np.longdouble(str(hyper["lr"])), np.longdouble(str(hyper["eps"]))
    frames = []
    for event in scenario.events:
        assert isinstance(event, Step)
        for i, g in enumerate(event.gradients):
            if g is not None:
                move = lr * _unit(g.numpy(scenario.dtype).astype(np.longdouble), eps)
                for _ in range(event.times):
                    theta[i] = theta[i] - move
        frames.append(tuple(p.astype(np.float64) for p in theta))
    return Trajectory(tuple(frames))


def _unit(g: Extended, eps: np.longdouble) -> Extended:
    size = np.abs(g) + eps
    return np.divide(g, size, out=np.zeros_like(g), where=size != 0)


PLAIN: Mapping[str, HyperValue] = {"weight_decay": 0.0, "amsgrad": False, "maximize": False}


def _plain(trial: Trial) -> Scenario | None:
    """Return the scenario with one group, steps only, no decay, AMSGrad or maximize.

    None where one of these has another default that the subject does not let you set.
    """
    if any(trial.rule.defaults.get(name) for name in PLAIN if not trial.takes(name)):
        return None
    still = {name: value for name, value in PLAIN.items() if trial.takes(name)}
    steps = tuple(e for e in trial.scenario.events if isinstance(e, Step))
    first = trial.scenario.groups[:1]
    scenario = with_starts(trial.scenario, lambda s: change(s, group=0))
    return set_everywhere(change(scenario, events=steps, groups=first), **still)


@law("constant-gradient", MUST, rules=("adam", "adamw", "adamax"), traits=("published",))
def constant_gradient(trial: Trial) -> Evidence | None:
    """With a constant gradient, every step of Adam, AdamW and Adamax is lr g / (|g| + eps).

    MUST: bias correction makes the moments equal to g and g squared from the first step on.
    """
    scenario = _plain(trial)
    first = next((e for e in scenario.events if isinstance(e, Step)), None) if scenario else None
    if scenario is None or first is None:
        return None
    same = tuple(
        change(e, gradients=first.gradients) for e in scenario.events if isinstance(e, Step)
    )
    scenario = change(scenario, events=same)
    return alike(
        scenario,
        trial.run(scenario),
        _closed_form(scenario, trial),
        trial.enclosure(scenario),
        "lr g / (|g| + eps)",
    )


@law(
    "zero-betas",
    MUST,
    rules=("adam", "adamw", "adamax", "nadam"),
    hyper=("betas",),
    traits=("published",),
)
def zero_betas(trial: Trial) -> Evidence | None:
    """With both betas 0, every step of Adam, AdamW, Adamax and NAdam is lr g / (|g| + eps).

    MUST: at beta 0 the moments are the current gradient and its square.
    """
    plain = _plain(trial)
    if plain is None:
        return None
    scenario = set_everywhere(plain, betas=(0.0, 0.0))
    return alike(
        scenario,
        trial.run(scenario),
        _closed_form(scenario, trial),
        trial.enclosure(scenario),
        "lr g / (|g| + eps)",
    )


@law(
    "decay-factor",
    MUST,
    hyper=("weight_decay",),
    rules=("adamw", "lion", "adabelief", "nadam", "radam", "muon"),
    traits=("published",),
)
def decay_factor(trial: Trial) -> Evidence | None:
    """With zero gradients, each step multiplies the parameters by 1 - lr weight_decay.

    MUST: without gradients, decoupled weight decay is the whole step.
    """
    if "lr" not in trial.scenario.groups[0] or len(trial.scenario.groups) > 1:
        return None
    still = with_gradients(trial.scenario, lambda g: g.times(0.0))
    if "decoupled_weight_decay" in trial.rule.defaults:
        if not trial.takes("decoupled_weight_decay"):
            return None
        still = set_everywhere(still, decoupled_weight_decay=True)
    scenario = change(still, events=tuple(e for e in still.events if isinstance(e, Step)))
    hyper = dict(trial.rule.defaults) | read_all(scenario.groups[0])
    if not hyper.get("eps", 1.0):
        return None
    factor = 1 - np.longdouble(str(hyper["lr"])) * np.longdouble(str(hyper["weight_decay"]))
    return alike(
        scenario,
        trial.run(scenario),
        _shrinking(scenario, factor),
        trial.enclosure(scenario),
        "(1 - lr weight_decay) theta",
    )


def _shrinking(scenario: Scenario, factor: np.longdouble) -> Trajectory:
    theta = [a.astype(np.longdouble) for a in scenario.arrays()]
    frames = []
    for event in scenario.events:
        assert isinstance(event, Step)
        for i, g in enumerate(event.gradients):
            if g is not None:
                theta[i] = theta[i] * factor**event.times
        frames.append(tuple(p.astype(np.float64) for p in theta))
    return Trajectory(tuple(frames))


@law("zero-decay", MUST, hyper=("weight_decay",), rules=("adam", "adamw"), traits=("published",))
def zero_decay(trial: Trial) -> Evidence | None:
    """With weight_decay=0, Adam and AdamW give the same parameters to within rounding.

    MUST: weight decay is the only difference between the two rules.
    """
    scenario = set_everywhere(trial.scenario, weight_decay=0.0)
    twin = change(scenario, rule="adam")
    adam = replace(rules()["adam"], defaults=trial.rule.defaults)
    return within(scenario, trial.run(scenario), enclose(adam, twin))


@law("zero-momentum", MUST, hyper=("momentum",), rules=("sgd",), traits=("published",))
def zero_momentum(trial: Trial) -> Evidence | None:
    """With momentum=0, dampening has no effect on SGD.

    MUST: dampening scales the gradient in the velocity, and without momentum there is no velocity.
    """
    looks_ahead = trial.rule.defaults["nesterov"] and not trial.takes("nesterov")
    if not trial.takes("dampening") or looks_ahead:
        return None
    plain = set_everywhere(trial.scenario, momentum=0.0, dampening=0.0, **_no_nesterov(trial))
    damped = set_everywhere(plain, dampening=0.5)
    return alike(
        plain, trial.run(plain), trial.run(damped), trial.enclosure(plain), "with dampening 0.5"
    )


def _no_nesterov(trial: Trial) -> dict[str, HyperValue]:
    return {"nesterov": False} if trial.takes("nesterov") else {}
