"""A step that torch compiles for every optimizer is compared, and then mostly run by Python."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.adapters import AdaptedSubject
from conformance.adapters.common import torch_choice
from conformance.adapters.common.compiled_steps import drop_compiled_functions
from conformance.adapters.common.scenario_kinds import describe_kind
from conformance.adapters.common.torch_graphs import count_graphs
from conformance.adapters.common.trajectory_agreement import agree
from conformance.adapters.torch import TORCH
from conformance.targets.resolve import resolve
from conformance.tests.fixture_types import WriteSubject
from conformance.worker.isolation import Isolation
from conformance.worker.opening import open_target
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import (
    Capabilities,
    SubjectError,
    SubjectUnavailable,
    Trajectory,
)

torch: Any = pytest.importorskip("torch")

NAMES = HyperNames({"lr": ("lr",)}, {})

# The backend needs no compiler for C++: what is traced is run by torch as it is.
SGD = """
import torch


class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})

    @torch.compile(backend="eager")
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(group["lr"] * p.grad)


def make(params, lr=1e-3):
    optimizer = Plain(params, lr)
    optimizer.step = torch.compile(optimizer.step, backend="eager")
    return optimizer


class Plain(SGD):
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(group["lr"] * p.grad)
"""
COMPILED_ALONE = SGD.replace(
    'p.sub_(group["lr"]', 'p.sub_((2 if torch.compiler.is_compiling() else 1) * group["lr"]'
)
RAISES_COMPILED = SGD.replace('backend="eager"', 'backend="eager", fullgraph=True').replace(
    "if p.grad is not None:",
    "if p.dtype == torch.float32 and torch.compiler.is_compiling():\n"
    "                    torch._dynamo.graph_break()\n"
    "                if p.grad is not None:",
)

RANDOM = SGD.replace("p.sub_(", "p.sub_(torch.rand((), dtype=p.dtype) * ")


@pytest.fixture(autouse=True)
def _nothing_compiled() -> Iterator[None]:
    drop_compiled_functions()
    yield
    drop_compiled_functions()


def open_sgd(text: str, write_subject: WriteSubject, name: str = "SGD") -> AdaptedSubject:
    lr = frozenset({"lr"})
    target = resolve(f"{write_subject(text)}:{name}")
    return AdaptedSubject(target, TORCH, NAMES, Capabilities(lr, lr, frozenset(), {}))


def make_scenario(lr: float = 0.5, *gradients: float, steps: int = 2) -> Scenario:
    values = np.array(gradients or (1.0, -2.0))
    step = Step((encode_array(values),))
    start = Start(encode_array(np.ones(len(values))))
    return Scenario("sgd", "float64", (start,), ({"lr": encode_hyper(lr)},), (step,) * steps)


SCENARIO = make_scenario()


def is_right(subject: AdaptedSubject, scenario: Scenario = SCENARIO) -> bool:
    run = subject.run(scenario)
    assert isinstance(run, Trajectory)
    enclosure = enclose(rules()["sgd"], scenario)
    return not compare_with_enclosure(scenario, run, enclosure).is_broken


@pytest.mark.parametrize("name", ["SGD", "make"])
def test_scenarios_of_one_kind_are_compiled_once(name: str, write_subject: WriteSubject) -> None:
    subject = open_sgd(SGD, write_subject, name)
    assert is_right(subject)
    before = count_graphs()
    assert before > 0
    assert all(is_right(subject, make_scenario(lr / 16)) for lr in range(1, 16))
    assert count_graphs() == before
    assert is_right(subject, replace_dtype(SCENARIO))
    assert count_graphs() > before
    assert any("compiles the step anew" in sentence for sentence in subject.assumptions)


def replace_dtype(scenario: Scenario) -> Scenario:
    first, *_ = scenario.parameters
    values = {"rule": "sgd", "dtype": "float32", "groups": scenario.groups}
    return Scenario(**values, parameters=(first,), events=scenario.events)  # type: ignore[arg-type]


def test_the_graphs_for_comparisons_are_bounded(
    write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_choice, "MOST_COMPARED", 2)
    subject = open_sgd(SGD, write_subject)
    scenarios = [
        make_scenario(lr, gradient, 1.0, steps=steps)
        for lr in (0.0, 0.5)
        for gradient in (0.25, float("inf"), float("nan"))
        for steps in (1, 2)
    ]
    for scenario in [*scenarios, *map(replace_dtype, scenarios)]:
        subject.run(scenario)
    # The first scenario is run twice, each time with a graph for its only step; one run more
    # reaches the bound, with a graph for its first step and one for later ones.
    assert 2 < count_graphs() <= 2 + 2 + 2


def test_long_scenarios_are_not_compiled(write_subject: WriteSubject) -> None:
    subject = open_sgd(SGD, write_subject)
    subject.run(SCENARIO)
    before = count_graphs()
    subject.run(replace_dtype(make_scenario(steps=torch_choice.MOST_STEPS + 1)))
    assert count_graphs() == before


def test_a_step_that_is_not_compiled_is_run_once(write_subject: WriteSubject) -> None:
    subject = open_sgd(SGD, write_subject, "Plain")
    assert is_right(subject)
    assert count_graphs() == 0
    assert subject.assumptions == []


def test_a_step_that_differs_when_compiled_is_always_compiled(
    write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = open_sgd(COMPILED_ALONE, write_subject)
    assert not is_right(subject)
    assert not is_right(subject, make_scenario(0.25))
    assert any("gives other results" in sentence for sentence in subject.assumptions)
    with torch_choice.by_python():
        assert is_right(subject)
    # After too many graphs the check ends, and its findings can still be diagnosed.
    monkeypatch.setattr(torch_choice, "MOST_COMPILED", 4)
    torch_choice.choices[0].limit = 0
    with pytest.raises(SubjectUnavailable, match="gives other results"):
        deque(map(subject.run, [SCENARIO] * 8), maxlen=0)
    assert not is_right(subject)


def test_an_exception_of_the_compiler_is_kept_for_its_kind(write_subject: WriteSubject) -> None:
    subject = open_sgd(RAISES_COMPILED, write_subject)
    assert is_right(subject)
    single = replace_dtype(SCENARIO)
    for _ in range(2):
        assert isinstance(subject.run(single), SubjectError)
    assert is_right(subject)
    assert not torch_choice.choices[0].differs


def test_a_random_step_does_not_count_as_different(write_subject: WriteSubject) -> None:
    subject = open_sgd(RANDOM, write_subject)
    for lr in (0.25, 0.5):
        subject.run(make_scenario(lr))
    assert not torch_choice.choices[0].differs


def test_trajectories_agree_within_rounding() -> None:
    def run(*values: float) -> Trajectory:
        return Trajectory(((np.array(values),),))

    ones = run(1.0, np.nan, np.inf)
    assert agree(ones, run(1.0 + 2**-51, np.nan, np.inf), SCENARIO)
    assert not agree(ones, run(1.0 + 1e-9, np.nan, np.inf), SCENARIO)
    assert agree(ones, run(1.0 + 1e-6, np.nan, np.inf), replace_dtype(SCENARIO))
    assert not agree(ones, run(1.0, 0.0, np.inf), SCENARIO)
    assert not agree(ones, run(1.0, np.nan, -np.inf), SCENARIO)
    assert not agree(ones, run(1.0), SCENARIO)


def test_a_kind_is_what_code_may_treat_differently() -> None:
    kind = describe_kind(SCENARIO, NAMES)
    assert describe_kind(make_scenario(0.25, 3.0, 4.0, 5.0, steps=3), NAMES) == kind
    others = [
        make_scenario(0.0),
        make_scenario(0.5, float("nan")),
        replace_dtype(SCENARIO),
        Scenario("sgd", "float64", SCENARIO.parameters, SCENARIO.groups, (Step((None,)),)),
        Scenario("sgd", "float64", SCENARIO.parameters * 2, SCENARIO.groups, ()),
    ]
    assert len({kind, *(describe_kind(other, NAMES) for other in others)}) == 1 + len(others)
    assert describe_kind(SCENARIO, replace(NAMES, fixed={"foreach": True})) != kind


def test_a_worker_gives_few_shapes_to_what_torch_compiles(write_subject: WriteSubject) -> None:
    path = write_subject(SGD)
    for name, is_compiled in (("SGD", True), ("Plain", False)):
        with open_target(f"{path}:{name}", Isolation()) as target:
            subject, _ = target.open("sgd")
            assert subject.capabilities.few_shapes == is_compiled


@pytest.mark.campaign
@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_the_verdict_on_a_compiled_step(backend: str, write_subject: WriteSubject) -> None:
    text = SGD.replace('"eager"', repr(backend))
    right = check(f"{write_subject(text)}:SGD", rule="sgd", examples=1)
    assert right.verdict == "conforms"
    assert 0 < right.compilations < 2 * torch_choice.MOST_COMPARED
    slip = text.replace('group["lr"] * p.grad', 'group["lr"] * 3 * p.grad')
    alone = COMPILED_ALONE.replace('"eager"', repr(backend))
    for wrong, factor in ((slip, "3"), (alone, "2")):
        report = check(f"{write_subject(wrong)}:SGD", rule="sgd", examples=1)
        assert report.verdict == "diverges"
        assert f"lr is multiplied by {factor}" in report.diagnosis[0].title
