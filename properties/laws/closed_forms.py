"""Laws with closed forms: special cases of a rule that equal a formula or another rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_with_enclosure, compare_within_rounding
from ..enclosures.evaluate import enclose
from ..rules.registry import rules
from ..scenarios.encoding import decode_group
from ..scenarios.model import HyperValue, Scenario, Step
from ..scenarios.transforms import change, set_everywhere, with_gradients, with_starts
from ..subjects.trajectory import Trajectory
from .law import MUST, law
from .symmetry import Extended
from .trial import Trial

REPORT_ORDER = 30


def _closed_form(scenario: Scenario, trial: Trial) -> Trajectory:
    """Return theta - lr g / (|g| + eps) step by step: Adam with moments g and g squared."""
    theta = [a.astype(np.longdouble) for a in scenario.arrays()]
    hyper = dict(trial.rule.defaults) | decode_group(scenario.groups[0])
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


def _plain_scenario(trial: Trial) -> Scenario | None:
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


@law("constant-gradient", MUST, rules="declared", traits=("published",), frequency="few")
def constant_gradient(trial: Trial) -> Evidence | None:
    """With a constant gradient, every step is lr g / (|g| + eps).

    MUST: bias correction makes the moments equal to g and g squared from the first step on.

    Fix: Check the bias correction: it divides by 1 - beta to the power t, and t is 1 at the
    first step.

    Source: Kingma and Ba, Adam, 2015, section 3.
    """
    scenario = _plain_scenario(trial)
    first = next((e for e in scenario.events if isinstance(e, Step)), None) if scenario else None
    if scenario is None or first is None:
        return None
    same = tuple(
        change(e, gradients=first.gradients) for e in scenario.events if isinstance(e, Step)
    )
    scenario = change(scenario, events=same)
    return compare_within_rounding(
        scenario,
        trial.run(scenario),
        _closed_form(scenario, trial),
        trial.enclosure(scenario),
        "with the first gradient in all steps, compared with steps of lr g / (|g| + eps)",
        "expected",
    )


@law("zero-betas", MUST, rules="declared", hyper=("betas",), traits=("published",), frequency="few")
def zero_betas(trial: Trial) -> Evidence | None:
    """With both betas 0, every step is lr g / (|g| + eps).

    MUST: at beta 0 the moments are the current gradient and its square.

    Fix: Check what is added to the root of the second moment, and what happens where a decay
    rate is 0.

    Source: Kingma and Ba, Adam, 2015, algorithm 1.
    """
    plain = _plain_scenario(trial)
    if plain is None:
        return None
    scenario = set_everywhere(plain, betas=(0.0, 0.0))
    return compare_within_rounding(
        scenario,
        trial.run(scenario),
        _closed_form(scenario, trial),
        trial.enclosure(scenario),
        "with betas of 0, compared with steps of lr g / (|g| + eps)",
        "expected",
    )


@law(
    "decay-factor",
    MUST,
    rules="declared",
    hyper=("weight_decay",),
    traits=("published",),
    frequency="few",
)
def decay_factor(trial: Trial) -> Evidence | None:
    """With zero gradients, each step multiplies the parameters by 1 - lr weight_decay.

    MUST: without gradients, decoupled weight decay is the whole step.

    Fix: Multiply the parameters by 1 - lr weight_decay, with the learning rate of the step,
    once for each step.

    Source: Loshchilov and Hutter, Decoupled weight decay regularization, 2019, algorithm 2.
    """
    if "lr" not in trial.scenario.groups[0] or len(trial.scenario.groups) > 1:
        return None
    still = with_gradients(trial.scenario, lambda g: g.scale(0.0))
    if "decoupled_weight_decay" in trial.rule.defaults:
        if not trial.takes("decoupled_weight_decay"):
            return None
        still = set_everywhere(still, decoupled_weight_decay=True)
    scenario = change(still, events=tuple(e for e in still.events if isinstance(e, Step)))
    hyper = dict(trial.rule.defaults) | decode_group(scenario.groups[0])
    if not hyper.get("eps", 1.0):
        return None
    factor = 1 - np.longdouble(str(hyper["lr"])) * np.longdouble(str(hyper["weight_decay"]))
    return compare_within_rounding(
        scenario,
        trial.run(scenario),
        _shrink_by_decay(scenario, factor),
        trial.enclosure(scenario),
        "with all gradients 0, compared with theta times 1 - lr weight_decay at each step",
        "expected",
    )


def _shrink_by_decay(scenario: Scenario, factor: np.longdouble) -> Trajectory:
    theta = [a.astype(np.longdouble) for a in scenario.arrays()]
    frames = []
    for event in scenario.events:
        assert isinstance(event, Step)
        for i, g in enumerate(event.gradients):
            if g is not None:
                theta[i] = theta[i] * factor**event.times
        frames.append(tuple(p.astype(np.float64) for p in theta))
    return Trajectory(tuple(frames))


@law(
    "zero-decay",
    MUST,
    hyper=("weight_decay",),
    traits=("twin without decay", "published"),
    frequency="few",
)
def zero_decay(trial: Trial) -> Evidence | None:
    """With weight_decay=0, rules that differ only in weight decay give the same parameters.

    MUST: Adam and AdamW, for example, are the same rule without weight decay.

    Fix: Look for a difference between the two rules outside of the decay term, or for a decay
    that is applied where it is 0.

    Source: follows from the formula of the rule.
    """
    twin = rules()[trial.rule.profile.without_decay]
    scenario = set_everywhere(trial.scenario, weight_decay=0.0)
    values = enclose(replace(twin, defaults=trial.rule.defaults), change(scenario, rule=twin.name))
    evidence = compare_with_enclosure(scenario, trial.run(scenario), values)
    return replace(evidence, message=f"with weight_decay=0: {evidence.message}")


@law(
    "zero-momentum",
    MUST,
    rules="declared",
    hyper=("momentum",),
    traits=("published",),
    frequency="few",
)
def zero_momentum(trial: Trial) -> Evidence | None:
    """With momentum=0, dampening has no effect.

    MUST: dampening scales the gradient in the velocity, and without momentum there is no velocity.

    Fix: Apply dampening only in the velocity, not to the gradient of a step without momentum.

    Source: torch.optim.SGD.
    """
    looks_ahead = trial.rule.defaults.get("nesterov") and not trial.takes("nesterov")
    if not trial.takes("dampening") or looks_ahead:
        return None
    plain = set_everywhere(trial.scenario, momentum=0.0, dampening=0.0, **_no_nesterov(trial))
    damped = set_everywhere(plain, dampening=0.5)
    return compare_within_rounding(
        plain,
        trial.run(plain),
        trial.run(damped),
        trial.enclosure(plain),
        "with momentum=0, dampening 0 compared with 0.5",
    )


def _no_nesterov(trial: Trial) -> dict[str, HyperValue]:
    return {"nesterov": False} if trial.takes("nesterov") else {}
