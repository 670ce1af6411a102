"""The rules of torch: every path of torch is inside the enclosure, which is narrow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from optimcore import ASGD, Parameter
from properties.comparison.evidence import THRESHOLD, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.laws.torch_oracle import CLASSES, run_torch, torch_float64_default
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_hyper
from properties.scenarios.model import HyperValue, Precision, Scenario
from properties.scenarios.transforms import with_hyper
from properties.subjects.driver import Build
from properties.subjects.hyper_names import HyperNames
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import Trajectory
from properties.tests.implementations import LEAST, each_precision, enclosed, off_by, sharpened

Change = Callable[[str, HyperValue, int], HyperValue]

RULES = ("adadelta", "adagrad", "adamax", "asgd", "nadam", "radam", "rmsprop", "rprop")
each_rule = pytest.mark.parametrize("rule", RULES)


@pytest.mark.sampled("rule", "dtype")
@each_precision
@each_rule
def test_the_enclosure_holds_optimcore_and_decides(rule: str, dtype: Precision) -> None:
    runs = [(s, e, CoreSubject(rule).run(s)) for s, e in enclosed(rule, dtype)]
    evidence = combine_evidence(
        compare_with_enclosure(s, run, e) for s, e, run in runs if isinstance(run, Trajectory)
    )
    assert len(runs) >= LEAST
    assert evidence.ratio <= 1, evidence.message
    assert evidence.decided > 10 * LEAST
    assert evidence.decided > evidence.undecided


@pytest.mark.sampled("rule", "dtype")
@each_precision
@each_rule
def test_the_loop_of_torch_is_inside(rule: str, dtype: Precision) -> None:
    pytest.importorskip("torch")
    defaults = dict(rules()[rule].defaults)
    evidence = combine_evidence(
        compare_with_enclosure(s, run_torch(s, defaults), e) for s, e in enclosed(rule, dtype)
    )
    assert evidence.ratio <= THRESHOLD, evidence.message


def divides_zero_by_zero(rule: str, scenario: Scenario) -> bool:
    """Where torch's foreach RAdam gives NaN: 0 / 0 in a step that its loop takes without dividing.

    Its buffer is (sqrt(v) + eps) / 0 before the rectification begins, which is NaN where v is 0.
    """
    return rule == "radam" and any(decode_hyper(group["eps"]) == 0 for group in scenario.groups)


def of_torch(rule: str, **fixed: bool) -> Build:
    import torch

    from properties.subjects.torch_driver import TorchDriver

    names = HyperNames({hyper: (hyper,) for hyper in rules()[rule].defaults}, fixed)
    return lambda spec: TorchDriver(getattr(torch.optim, CLASSES[rule]), names, spec)


@pytest.mark.sampled("rule", "path", "dtype")
@each_precision
@pytest.mark.parametrize(
    ("rule", "path"), [*((rule, "foreach") for rule in RULES), ("adagrad", "fused")]
)
def test_every_other_path_of_torch_agrees(rule: str, path: str, dtype: Precision) -> None:
    pytest.importorskip("torch")
    build = of_torch(rule, foreach=path == "foreach", **{"fused": True} if path == "fused" else {})
    found = []
    for scenario, enclosure in enclosed(rule, dtype):
        with torch_float64_default():
            run = run_scenario(build, scenario)
        assert isinstance(run, Trajectory), run
        if not divides_zero_by_zero(rule, scenario):
            found.append(compare_with_enclosure(scenario, run, enclosure))
    evidence = combine_evidence(found)
    assert len(found) >= LEAST * 3 // 4
    assert evidence.ratio <= THRESHOLD, evidence.message
    assert evidence.decided > 10 * LEAST


# Hyper-parameters whose every digit moves the parameters; t0 is in the average beside them alone.
DIGITS = {
    "adadelta": ("lr", "rho", "eps", "weight_decay"),
    "adagrad": ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"),
    "adamax": ("lr", "eps", "weight_decay"),
    "asgd": ("lr", "lambd", "alpha", "weight_decay"),
    "nadam": ("lr", "eps", "weight_decay"),
    "radam": ("lr", "weight_decay"),
    "rmsprop": ("lr", "alpha", "eps", "weight_decay", "momentum"),
    "rprop": ("lr",),
}


def worst_when(rule: str, changed: Change, dtype: Precision) -> float:
    """The largest ratio of a subject that computes with changed hyper-parameters."""
    worst = 0.0
    for scenario, enclosure in sharpened(rule, dtype):
        run = CoreSubject(rule).run(with_hyper(scenario, changed))
        assert isinstance(run, Trajectory)
        worst = max(worst, compare_with_enclosure(scenario, run, enclosure).ratio)
    return worst


@pytest.mark.sampled("rule", "name", "dtype")
@each_precision
@pytest.mark.parametrize(("rule", "name"), [(r, name) for r in RULES for name in DIGITS[r]])
def test_an_error_of_64_epsilons_is_detected(rule: str, name: str, dtype: Precision) -> None:
    changed = off_by(name, 1 + 64 * float(np.finfo(dtype).eps))
    assert worst_when(rule, changed, dtype) > THRESHOLD


@each_precision
def test_an_error_in_the_momentum_decay_is_detected(dtype: Precision) -> None:
    # 0.96 ** (t psi) is as sensitive to psi as t psi log(0.96) says, and t psi is often below 1.
    changed = off_by("momentum_decay", 1 + 100 * 64 * float(np.finfo(dtype).eps))
    assert worst_when("nadam", changed, dtype) > THRESHOLD


@each_precision
def test_an_error_in_the_eps_of_radam_is_detected(dtype: Precision) -> None:
    # rho is a small difference of large numbers: what is left of it has lost a few more bits.
    changed = off_by("eps", 1 + 8 * 64 * float(np.finfo(dtype).eps))
    assert worst_when("radam", changed, dtype) > THRESHOLD


@pytest.mark.parametrize("t0", [0.0, 2.0, 1e6])
def test_the_average_that_asgd_keeps_is_that_of_torch(t0: float) -> None:
    torch = pytest.importorskip("torch")
    gradients = np.random.default_rng(0).standard_normal((8, 3))
    ours, theirs = Parameter(np.ones(3)), torch.ones(3, dtype=torch.float64, requires_grad=True)
    with torch_float64_default():
        optimizers = [
            kind([p], lr=0.25, lambd=0.5, t0=t0)
            for kind, p in ((ASGD, ours), (torch.optim.ASGD, theirs))
        ]
        for g in gradients:
            ours.grad, theirs.grad = g, torch.from_numpy(g)
            for optimizer in optimizers:
                optimizer.step()
    kept, expected = optimizers[0].state[id(ours)], optimizers[1].state[theirs]
    np.testing.assert_allclose(kept["ax"], expected["ax"].numpy(), rtol=1e-14)
    np.testing.assert_allclose(kept["eta"], expected["eta"].item(), rtol=1e-14)
