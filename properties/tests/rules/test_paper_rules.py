"""The rules that only papers define, compared with other implementations.

torch has two of these rules; optax has most of the others. Where a library's convention differs
from the paper's, the difference is written down beside it, and undone or avoided. The papers'
formulas are in ``optimcore/tests``, other orders of operations in ``properties.tests.reorderings``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from optimcore import Parameter
from properties.comparison.evidence import THRESHOLD, Evidence, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.laws.torch_oracle import has_torch_counterpart, run_torch
from properties.rules.registry import rules
from properties.scenarios.model import Array, HyperValue, Precision, Scenario, Step
from properties.scenarios.transforms import change, set_everywhere, with_hyper
from properties.subjects.driver import Build, BuildSpec
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import ObjectDriver
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import Trajectory
from properties.tests.implementations import (
    LEAST,
    enclosed,
    off_by,
    scenarios,
    sharpened,
)
from properties.tests.reorderings import Reordering
from properties.tests.reorderings.habits import PlainStyle, State

PRECISIONS: tuple[Precision, ...] = ("float64", "float32")
RULES = ("lion", "adabelief", "yogi", "adopt", "adan", "lamb", "lars", "adafactor", "muon")
each_precision = pytest.mark.parametrize("dtype", PRECISIONS)
each_rule = pytest.mark.parametrize("rule", RULES)

# One step of another implementation: (theta, gradient, state that it may change, t, hyper) -> theta
Move = Callable[[Any, Any, dict[str, Any], int, SimpleNamespace], Any]


def following(move: Move, rule: str) -> Build:
    """Build optimizers that take the steps of a library's implementation."""

    def variant(style: PlainStyle, theta: Any, g: Any, s: State, t: int, h: Any) -> Any:
        return move(theta, g, s, t, h)

    return Reordering(rule, variant).build


def compare_scenarios(build: Build, rule: str, chosen: Iterable[Scenario]) -> Evidence:
    """The largest deviation of an implementation on these scenarios."""
    found = []
    for scenario in chosen:
        with np.errstate(all="ignore"):
            run = run_scenario(build, scenario)
        assert isinstance(run, Trajectory), run
        found.append(compare_with_enclosure(scenario, run, enclose(rules()[rule], scenario)))
    assert len(found) >= LEAST
    return combine_evidence(found)


def assert_held(evidence: Evidence) -> None:
    assert evidence.ratio <= THRESHOLD, evidence.message
    assert evidence.decided > 10 * LEAST
    assert evidence.decided > evidence.undecided


@pytest.mark.campaign
@each_precision
@each_rule
def test_optimcore_is_never_further_from_the_midpoint_than_the_radius(
    rule: str, dtype: Precision
) -> None:
    evidence = compare_scenarios(following_core(rule), rule, scenarios(rule, dtype))
    assert evidence.ratio <= 1, evidence.message
    assert_held(evidence)


def following_core(rule: str) -> Build:
    subject = CoreSubject(rule)
    names = HyperNames.identity(rules()[rule].defaults)
    return lambda spec: ObjectDriver(subject.kind, Parameter, names, spec)


# optax


def in_jax(move: Move) -> Move:
    """One step on jax arrays of the parameter's own precision, its count beside it."""

    def moved(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
        import jax
        import jax.numpy as jnp

        with jax.enable_x64(bool(theta.dtype == np.float64)):
            return np.asarray(move(jnp.asarray(theta), jnp.asarray(g), s, t, h))

    return moved


def followed(rule: Any, theta: Any, g: Any, s: dict[str, Any]) -> Any:
    """One step of an optax transformation, whose state is kept."""
    import optax

    state = s.get("optax") or rule.init(theta)
    updates, s["optax"] = rule.update(g, state, theta)
    return optax.apply_updates(theta, updates)


def optax_lion(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    import optax

    rule = optax.lion(h.lr, *h.betas, weight_decay=h.weight_decay)
    return followed(rule, theta, g, s)


def optax_adabelief(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    """It has two epsilons and no decay: one value for both, and AdamW's decay before lr."""
    import optax

    rule = optax.chain(
        optax.scale_by_belief(*h.betas, eps=h.eps, eps_root=h.eps),
        optax.add_decayed_weights(h.weight_decay),
        optax.scale_by_learning_rate(h.lr),
    )
    return followed(rule, theta, g, s)


def optax_yogi(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    """It corrects the bias of both moments, and starts the first at that of the second.

    So the first is put to zero, and its own corrections are multiplied out, in eps and in lr.
    """
    import jax.numpy as jnp
    import optax

    one, count = jnp.ones((), theta.dtype), jnp.asarray(t, jnp.int32)
    first, second = (1 / optax.tree.bias_correction(one, beta, count) for beta in h.betas)
    rule = optax.chain(
        optax.scale_by_yogi(
            *h.betas,
            eps=h.eps / jnp.sqrt(second),
            initial_accumulator_value=h.initial_accumulator_value,
        ),
        optax.scale(first / jnp.sqrt(second)),
        optax.scale_by_learning_rate(h.lr),
    )
    if t == 1:
        moments, *others = rule.init(theta)
        s["optax"] = (moments._replace(mu=0 * theta), *others)
    return followed(rule, theta, g, s)


def optax_adopt(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    """It has no decay: decoupled decay is added, but at the first step, which moves nothing.

    That step multiplies g / max(0, eps) by 0, which is NaN where g and eps are 0: left out.
    """
    import optax

    rule = optax.chain(
        optax.contrib.scale_by_adopt(*h.betas, eps=h.eps),
        optax.add_decayed_weights(h.weight_decay if t > 1 else 0.0),
        optax.scale_by_learning_rate(h.lr),
    )
    return followed(rule, theta, g, s)


def optax_adan(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    """It takes 1 - beta, corrects biases, and looks ahead by (1 - b2) = beta2 of the difference.

    All of that is one under a constant gradient. Decay, which is that of AdamW, is left out, and so
    are betas near 0: the correction divides by 1 - (1 - beta)^t, which in float32 is beta no more.
    """
    import optax

    rule = optax.adan(h.lr, *(1 - beta for beta in h.betas), eps=h.eps, eps_root=0.0)
    return followed(rule, theta, g, s)


def optax_lamb(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    import optax

    rule = optax.lamb(h.lr, *h.betas, eps=h.eps, weight_decay=h.weight_decay)
    return followed(rule, theta, g, s)


def optax_lars(theta: Any, g: Any, s: dict[str, Any], t: int, h: Any) -> Any:
    """It divides by the norm of g + decay, not by the sum of norms: the same without decay."""
    import optax

    rule = optax.lars(h.lr, trust_coefficient=h.trust_coefficient, momentum=h.momentum)
    return followed(rule, theta, g, s)


OPTAX: dict[str, Move] = {
    "lion": optax_lion, "adabelief": optax_adabelief, "yogi": optax_yogi, "adopt": optax_adopt,
    "adan": optax_adan, "lamb": optax_lamb, "lars": optax_lars,
}  # fmt: skip


def constant(scenario: Scenario) -> Scenario:
    """Every parameter keeps the first gradient that it gets."""
    steps = [e for e in scenario.events if isinstance(e, Step)]
    kept: list[Array | None] = [
        next((g for g in history if g), None)
        for history in zip(*(e.gradients for e in steps), strict=True)
    ]
    return change(
        scenario,
        events=tuple(
            change(e, gradients=tuple(g and k for g, k in zip(e.gradients, kept, strict=True)))
            if isinstance(e, Step)
            else e
            for e in scenario.events
        ),
    )


def with_eps(name: str, value: HyperValue, group: int) -> HyperValue:
    return 1e-6 if name == "eps" and not value else value


def with_large_betas(name: str, value: HyperValue, group: int) -> HyperValue:
    small = (
        name == "betas" and isinstance(value, tuple) and any((beta or 0) < 0.1 for beta in value)
    )
    return (0.5, 0.125, 0.75) if small else value


RESTRICTED: dict[str, Callable[[Scenario], Scenario]] = {
    "adan": lambda s: set_everywhere(with_hyper(constant(s), with_large_betas), weight_decay=0.0),
    "adopt": lambda s: with_hyper(s, with_eps),
    "lars": lambda s: set_everywhere(s, weight_decay=0.0),
}


@each_precision
@pytest.mark.parametrize("rule", OPTAX)
def test_optax_agrees_where_it_follows_the_same_rule(rule: str, dtype: Precision) -> None:
    pytest.importorskip("optax")
    chosen = scenarios(rule, dtype)
    if rule in RESTRICTED:
        chosen = tuple(map(RESTRICTED[rule], chosen))
    assert_held(compare_scenarios(following(in_jax(OPTAX[rule]), rule), rule, chosen))


# torch


@each_precision
def test_torchs_adafactor_agrees(dtype: Precision) -> None:
    pytest.importorskip("torch")
    rule = rules()["adafactor"]
    found = [
        compare_with_enclosure(scenario, run_torch(scenario, dict(rule.defaults)), enclosure)
        for scenario, enclosure in enclosed("adafactor", dtype)
        if has_torch_counterpart(scenario)
    ]
    # torch divides by the number of elements: scenarios with an empty parameter are left out.
    assert len(found) >= LEAST - 10
    assert_held(combine_evidence(found))


@each_precision
def test_torchs_muon_agrees_in_the_parameters_own_precision(
    dtype: Precision, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    from properties.subjects.torch_driver import TorchDriver

    # A copy, as the cast to bfloat16 makes one: what follows it writes in place.
    monkeypatch.setattr(torch.Tensor, "bfloat16", lambda tensor: tensor.clone())
    defaults = dict(rules()["muon"].defaults)
    names = HyperNames({name: (name,) for name in defaults} | {"maximize": ()})

    def build(spec: BuildSpec) -> TorchDriver:
        return TorchDriver(torch.optim.Muon, names, spec)

    chosen = [set_everywhere(s, maximize=False) for s in scenarios("muon", dtype)]
    assert_held(compare_scenarios(build, "muon", chosen))


def test_defaults_of_torchs_muon_and_adafactor_are_ours() -> None:
    torch = pytest.importorskip("torch")
    matrix = torch.zeros(2, 2, requires_grad=True)
    for rule, kind in (("muon", torch.optim.Muon), ("adafactor", torch.optim.Adafactor)):
        theirs = kind([matrix]).defaults
        ours = rules()[rule].defaults
        assert {n: theirs[n] for n in ours if n in theirs} == {
            n: ours[n] for n in theirs if n in ours
        }
        assert ours.keys() - theirs.keys() <= {"maximize"}


# What must be seen


VISIBLE = [
    *((rule, "lr") for rule in RULES),
    *((rule, "eps") for rule in ("adabelief", "yogi", "adopt", "adan", "lamb", "muon")),
    *((rule, "weight_decay") for rule in RULES if rule != "yogi"),
    ("yogi", "initial_accumulator_value"), ("lars", "momentum"), ("lars", "trust_coefficient"),
    ("adafactor", "d"), ("adafactor", "beta2_decay"), ("muon", "momentum"),
]  # fmt: skip


# LAMB divides decay by a norm that holds it too, and that rounds once for each element.
ROUGHER = {("lamb", "weight_decay"): 2}


@pytest.mark.sampled("rule", "name", "dtype")
@each_precision
@pytest.mark.parametrize(("rule", "name"), VISIBLE)
def test_an_error_of_64_epsilons_is_detected(rule: str, name: str, dtype: Precision) -> None:
    factor = 1 + 64 * ROUGHER.get((rule, name), 1) * float(np.finfo(dtype).eps)
    worst = 0.0
    for scenario, enclosure in sharpened(rule, dtype):
        run = CoreSubject(rule).run(with_hyper(scenario, off_by(name, factor)))
        assert isinstance(run, Trajectory)
        worst = max(worst, compare_with_enclosure(scenario, run, enclosure).ratio)
        if worst > THRESHOLD:
            return
    pytest.fail(f"the largest ratio is {worst}")
