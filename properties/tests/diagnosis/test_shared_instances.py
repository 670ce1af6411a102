"""What all instances of an optimizer share is found by running two of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import optimcore
from properties.diagnosis import diagnose_layers
from properties.diagnosis.search.shared_instances import find_shared_instances
from properties.engine.examiner import Examiner
from properties.laws import MUST
from properties.rules.registry import rules
from properties.scenarios.model import Scenario
from properties.subjects.fresh_subject import FreshSubject
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import ObjectDriver
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import CAPABILITIES, Capabilities, Outcome

RULE = rules()["adam"]
NAMES = ("lr", "betas", "eps")
DEFAULTS = {name: RULE.defaults[name] for name in NAMES}
NEEDED = {"float64", "float32", "scalar", "empty", "no gradient"}


@dataclass
class Memory:
    """What a process keeps between optimizers."""

    states: dict[int, dict[str, Any]] = field(default_factory=dict)
    count: int = 0
    numbers: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))


class Adam:
    """An Adam; subclasses keep something in the memory of the process."""

    def __init__(self, memory: Memory, params: Any, lr: float, betas: Any, eps: float) -> None:
        self.memory = memory
        self.params = list(params)
        self.hyper = lr, betas, eps
        self.states: dict[int, dict[str, Any]] = {}

    def due(self) -> bool:
        return True

    def count(self, state: dict[str, Any]) -> int:
        state["t"] += 1
        return int(state["t"])

    def step(self) -> None:
        lr, (beta1, beta2), eps = self.hyper
        for i, p in enumerate(self.params):
            if p.grad is None or not self.due():
                continue
            s = self.states.setdefault(i, {"t": 0, "m": 0.0, "v": 0.0})
            t = self.count(s)
            s["m"] = beta1 * s["m"] + (1 - beta1) * p.grad
            s["v"] = beta2 * s["v"] + (1 - beta2) * p.grad**2
            m_hat, v_hat = s["m"] / (1 - beta1**t), s["v"] / (1 - beta2**t)
            p.data -= lr * m_hat / self.divide(v_hat, eps)

    def divide(self, v_hat: Any, eps: float) -> Any:
        return np.sqrt(v_hat) + eps


class SharedState(Adam):
    """The state is that of the process."""

    def __init__(self, memory: Memory, *args: Any, **kwargs: Any) -> None:
        super().__init__(memory, *args, **kwargs)
        self.states = memory.states


class StateMadeAnew(SharedState):
    """The same, where a new optimizer clears it."""

    def __init__(self, memory: Memory, *args: Any, **kwargs: Any) -> None:
        memory.states.clear()
        super().__init__(memory, *args, **kwargs)


class SharedStateAndEps(SharedState):
    """The same with another defect."""

    def divide(self, v_hat: Any, eps: float) -> Any:
        return np.sqrt(v_hat + eps)


class SharedCount(Adam):
    """The step count is that of the process."""

    def count(self, state: dict[str, Any]) -> int:
        self.memory.count += 1
        return self.memory.count


class RandomSkip(Adam):
    """Skips some steps, by a generator with the same seed in every process."""

    def due(self) -> bool:
        return bool(self.memory.numbers.random() < 0.6)


class RandomNoise(Adam):
    """Adds noise, by a generator with another seed in every process."""

    def __init__(self, memory: Memory, *args: Any, **kwargs: Any) -> None:
        super().__init__(memory, *args, **kwargs)
        memory.numbers = np.random.default_rng()

    def divide(self, v_hat: Any, eps: float) -> Any:
        return (np.sqrt(v_hat) + eps) * (1 + 0.1 * self.memory.numbers.random())


@dataclass
class Process:
    """A subject in a process, of which the memory is lost when it is started again."""

    kind: Callable[..., Adam]
    name: str = "process"
    memory: Memory = field(default_factory=Memory)
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            frozenset(NAMES), frozenset(), frozenset(), dict.fromkeys(CAPABILITIES - NEEDED, "no")
        )
    )

    def restart(self) -> None:
        self.memory = Memory()

    def run(self, scenario: Scenario) -> Outcome:
        def make(params: Any, **hyper: Any) -> Adam:
            return self.kind(self.memory, params, **{**DEFAULTS, **hyper})

        with np.errstate(all="ignore"):
            return run_scenario(
                lambda spec: ObjectDriver(
                    make, optimcore.Parameter, HyperNames.identity(NAMES), spec
                ),
                scenario,
            )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (SharedState, "state-shared-by-instances"),
        (StateMadeAnew, "state-shared-by-instances"),
        (SharedStateAndEps, "state-shared-by-instances"),
        (SharedCount, "count-shared-by-instances"),
    ],
)
def test_what_instances_share_is_found(kind: type[Adam], name: str) -> None:
    found = find_shared_instances(RULE, FreshSubject(Process(kind)))
    assert found is not None
    assert found.hypothesis.id == name
    assert found.shown.law.id == "instances"
    assert found.shown.scenario.steps <= 2
    assert found.shown.evidence.is_broken


@pytest.mark.parametrize("kind", [Adam, RandomSkip, RandomNoise])
def test_a_correct_and_a_random_optimizer_share_nothing(kind: type[Adam]) -> None:
    assert find_shared_instances(RULE, FreshSubject(Process(kind))) is None


def test_the_diagnosis_has_the_name_and_the_case_and_is_not_random() -> None:
    subject = Process(SharedState)
    seen = Examiner(RULE, subject, examples=0, shrink=False).run()
    found = diagnose_layers(RULE, subject, seen)
    assert not found.is_random
    assert found.residual == ()
    assert [one.candidate.title for one in found.explanations] == [
        "all instances share their state"
    ]
    left = [f for f in found.findings if f.finding.law.requirement == MUST and not f.explained_by]
    assert left == []
    [shown] = [f for f in found.findings if f.leads]
    assert shown.finding.law.id == "instances"


def test_another_defect_is_named_beside_it() -> None:
    subject = Process(SharedStateAndEps)
    seen = Examiner(RULE, subject, examples=0, shrink=False).run()
    found = diagnose_layers(RULE, subject, seen)
    named = [(one.layer, one.candidate.id) for one in found.explanations]
    assert named == [("formula", "adam-eps-root"), ("contract", "state-shared-by-instances")]


def test_a_random_optimizer_is_called_random() -> None:
    subject = Process(RandomNoise)
    seen = Examiner(RULE, subject, examples=0, shrink=False).run()
    assert diagnose_layers(RULE, subject, seen).is_random
