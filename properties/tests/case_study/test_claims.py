"""The claims of the case study: each is measured, and its verdict follows from the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

import optimcore
from optimcore import SGD, Adam, Parameter
from properties.case_study.claims import (
    anchor,
    claims,
    cost,
    cross_check,
    first_step,
    loop,
    momentum,
    placement,
    step_count,
)
from properties.case_study.claims.base import Measurement
from properties.case_study.tense_classifier import Training
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.profiles.adam import UNCORRECTED as ADAM_UNCORRECTED

# The verdict of each claim. If a change of the core changes one, find out why.
FOUND = {
    "anchor-adam": "true",
    "anchor-sgd": "true",
    "count-stays-zero": "in part",
    "eps-outside-stable": "false",
    "fifty-steps": "in part",
    "five-operations": "false",
    "global-count": "false",
    "large-state": "in part",
    "momentum-averages": "false",
    "one-test-catches-all": "false",
    "small-state": "true",
    "step-before-backward": "true",
    "tiny-rate": "false",
    "zero-grad-diverges": "in part",
}


def test_every_claim_has_its_verdict_here() -> None:
    assert claims().keys() == FOUND.keys()


@pytest.mark.parametrize("name", sorted(FOUND))
def test_a_claim_is_measured(name: str) -> None:
    seen = claims()[name].measure()
    assert seen.verdict == FOUND[name]
    assert seen.figures
    assert seen.words.endswith(".")
    assert len(seen.words) < 400


def with_runs(monkeypatch: pytest.MonkeyPatch, **learnt: float) -> None:
    def made(name: str) -> tuple[Training, ...]:
        right = learnt[name.partition("(")[0]]
        return (Training((1.0,), right, right, np.zeros((4, 4), np.intp)),)

    monkeypatch.setattr(anchor, "training_runs", made)


def changed(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, value: Any, ask: Callable[[], Any]
) -> str:
    monkeypatch.setattr(module, name, value)
    found = ask()
    assert isinstance(found, Measurement)
    return found.verdict


def test_a_training_run_that_does_not_learn_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with_runs(monkeypatch, Adam=0.95, SGD=0.6)
    assert (anchor.measure_convergence().verdict, anchor.measure_sgd_accuracy().verdict) == (
        "true",
        "false",
    )
    with_runs(monkeypatch, Adam=0.8, SGD=0.8)
    assert (anchor.measure_convergence().verdict, anchor.measure_sgd_accuracy().verdict) == (
        "false",
        "true",
    )


def test_verdicts_follow_from_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def turned(module: Any, name: str, value: Any, ask: Callable[[], Any]) -> str:
        return changed(monkeypatch, module, name, value, ask)

    assert turned(cost, "count_operations", lambda: 5, cost.measure_operations) == "true"
    assert turned(cost, "state_bytes", lambda count, dtype: 80 * count // 10,
                  cost.measure_large_state) == "true"  # fmt: skip
    assert cost.measure_small_state().verdict == "false"
    assert (
        turned(first_step, "first_step", lambda g: 10.0, first_step.measure_first_steps) == "true"
    )
    assert (
        turned(momentum, "sum_gradient_weights", lambda: 1.0, momentum.measure_gradient_weights)
        == "true"
    )
    assert turned(step_count, "first_update", lambda kind, parameter: 1.0,
                  step_count.compare_step_counts) == "true"  # fmt: skip
    assert turned(step_count, "STEPS", 10_000, step_count.measure_late_corrections) == "true"
    assert (
        turned(
            cross_check,
            "naive_test_distance",
            lambda pitfall: 1.0,
            cross_check.count_detected_pitfalls,
        )
        == "true"
    )
    lost = {id(optimcore): [1.0] * 10}
    assert turned(placement, "first_steps", lambda p: lost.get(id(p), [np.nan] * 10),
                  placement.compare_placements) == "true"  # fmt: skip


def test_a_step_without_gradients_that_moves_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    class Eager(SGD):
        def step(self) -> None:
            for p in self.params:
                p.data += 1.0

    monkeypatch.setattr(loop, "SGD", Eager)
    assert loop.measure_step_without_backward().verdict == "false"


@pytest.mark.parametrize(
    ("ends", "verdict"), [((3.0, 3.0), "true"), ((3.0, 0.1), "in part"), ((0.1, 0.1), "false")]
)
def test_a_loss_that_grows_diverges(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[float, float], verdict: str
) -> None:
    def trained(make: partial[Any], package: Any) -> Training:
        end = ends[make.func.__name__ == "Adam"]
        return Training((1.0, end), 0.5, 0.5, np.zeros((4, 4), np.intp))

    monkeypatch.setattr(loop, "train_perceptron", trained)
    assert loop.measure_divergence().verdict == verdict


def test_one_count_for_all_is_detected() -> None:
    package = build_variant(pitfalls()["global-t"].edits)
    assert step_count.first_update(package.Adam, package.Parameter) < 0.8
    assert step_count.first_update(Adam, Parameter) == pytest.approx(1, rel=1e-7)


def test_a_first_step_without_correction_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    package = build_variant(ADAM_UNCORRECTED)
    monkeypatch.setattr(first_step, "Adam", package.Adam)
    monkeypatch.setattr(first_step, "Parameter", package.Parameter)
    assert first_step.first_step(1.0) == pytest.approx(0.1 / np.sqrt(0.001), rel=1e-6)


def test_arithmetic_is_counted() -> None:
    x, y = (np.array([cost.Counting(v)]) for v in (2.0, 3.0))
    before = cost.Counting.done
    result = (np.sqrt(x * y + 1.0) - x) / y
    assert cost.Counting.done - before == 5
    assert result[0].value == pytest.approx((7**0.5 - 2) / 3)


def test_a_pitfall_that_raises_is_detected_by_any_test() -> None:
    correct = replace(pitfalls()["eps-inside-root"], edits=())
    assert cross_check.naive_test_distance(correct) == 0.0
    assert cross_check.naive_test_distance(pitfalls()["t-not-incremented"]) == np.inf
