"""A subject that gives two answers to one scenario is not deterministic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from properties.diagnosis import Diagnosis
from properties.diagnosis.search.determinism import (
    EARLIER_RUNS,
    OUTLIVES,
    describe_difference,
    describe_nondeterminism,
    describe_process_dependence,
)
from properties.generation.probes import build_simplest
from properties.rules.registry import rules
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import (
    PROCESS_LOST,
    Capabilities,
    Outcome,
    SubjectError,
    Trajectory,
)
from properties.tests.diagnosis.support import diagnosed

CORE = CoreSubject("sgd")
SCENARIO = build_simplest(CORE.capabilities, rules()["sgd"])


@dataclass
class Perturbed:
    """SGD with a relative error that depends on the runs so far; ``restart`` forgets them."""

    error: Callable[[int, int], float]
    name: str = "perturbed"
    runs: int = 0
    processes: int = 0
    capabilities: Capabilities = field(default_factory=lambda: CORE.capabilities)

    def run(self, scenario: Scenario) -> Outcome:
        self.runs += 1
        outcome = CORE.run(scenario)
        if isinstance(outcome, SubjectError):
            return outcome
        scale = 1 + self.error(self.runs, self.processes)
        return Trajectory(tuple(tuple(v * scale for v in frame) for frame in outcome.frames))


class PerturbedProcess(Perturbed):
    """The same in a process of its own."""

    def restart(self) -> None:
        self.processes += 1
        self.runs = 0


def noise(runs: int, processes: int) -> float:
    return 1e-3 * ((runs * 7919 + processes * 104729) % 101)


@pytest.mark.parametrize(
    ("subject", "cause"),
    [
        (Perturbed(noise), "Either it draws random numbers, or its instances share state."),
        (PerturbedProcess(noise), "The first runs in two new processes differ too."),
        (PerturbedProcess(lambda runs, processes: 1e-3 * runs), "in two new processes agree: "),
    ],
)
def test_two_runs_that_differ_are_described(subject: Perturbed, cause: str) -> None:
    difference, located = describe_nondeterminism(subject, [SCENARIO])
    assert difference.startswith(
        "The optimizer is not deterministic: two runs of the same scenario differ, first after "
        "event 0, by 0.0"
    )
    assert difference.endswith(" in parameter 0.")
    assert cause in located


@pytest.mark.parametrize("kind", [Perturbed, PerturbedProcess])
def test_the_diagnosis_of_a_random_subject_says_so_and_no_more(kind: type[Perturbed]) -> None:
    found = diagnosed("sgd", kind(noise))
    assert found.is_random
    assert found.ranked == ()
    assert len(found.residual) == 2
    assert found.residual[0].startswith("The optimizer is not deterministic: ")


def test_a_subject_that_differs_between_processes_is_not_deterministic() -> None:
    found = diagnosed("sgd", PerturbedProcess(lambda runs, processes: 1e-3 * (processes + 1.37)))
    assert found.is_random
    assert "runs of the same scenario in two processes differ, first after" in found.residual[0]
    assert "In one process they agree" in found.residual[1]


def test_state_that_outlives_the_optimizer_is_not_called_random() -> None:
    """The first run in a process follows the rule, and the later ones do not."""
    subject = PerturbedProcess(lambda runs, processes: 1e-3 * (runs - 1))
    _, located = describe_nondeterminism(subject, [SCENARIO], rules()["sgd"])
    assert located == OUTLIVES
    _, unknown = describe_nondeterminism(
        PerturbedProcess(lambda runs, processes: 1e-3 * runs), [SCENARIO], rules()["sgd"]
    )
    assert unknown == EARLIER_RUNS


def test_a_process_that_has_run_others_is_no_process_that_differs() -> None:
    """Runs in a process that has run others agree, and so do those in new processes."""
    subject = PerturbedProcess(lambda runs, processes: 1e-3 * (processes == 0))
    assert describe_process_dependence(subject, SCENARIO)[1] == EARLIER_RUNS


def test_a_defect_is_deterministic() -> None:
    subject = PerturbedProcess(lambda runs, processes: 1.37e-3)
    assert describe_nondeterminism(subject, [SCENARIO]) == ()
    assert describe_process_dependence(subject, SCENARIO) == ()
    assert subject.processes == 1


def test_a_correct_subject_is_deterministic() -> None:
    assert describe_nondeterminism(CORE, [SCENARIO]) == ()
    assert describe_process_dependence(CORE, SCENARIO) == ()
    assert not diagnosed("sgd", CORE).is_random
    assert Diagnosis((), 0).is_complete is False


def frames(*values: float, dtype: str = "float64") -> Trajectory:
    return Trajectory(((np.array(values, dtype),),))


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        (frames(1.0, np.nan), frames(1.0, np.nan), ""),
        (frames(1.0, np.nan), frames(1.5, np.nan), "first after event 0, by 0.5 in parameter 0"),
        (frames(0.0), frames(-0.0), "first after event 0, by 0 in parameter 0"),
        (frames(1.0), frames(np.nan), "first after event 0, in the bits of parameter 0"),
        (frames(1.0), frames(1.0, 2.0), "first after event 0, in the shape of parameter 0"),
        (frames(1.0), frames(1.0, dtype="float32"), "first after event 0, in the dtype of param"),
        (frames(1.0), SubjectError(0, "E", "no"), "since only one of them raised E at event 0: no"),
        (SubjectError(0, "E", "at 0x1"), SubjectError(0, "E", "at 0x2"), ""),
        (SubjectError(0, "E", ""), SubjectError(1, "E", ""), "since one raised E at event 0"),
        (frames(1.0), SubjectError(0, PROCESS_LOST, "slow"), ""),
    ],
)
def test_the_difference_of_outcomes_is_described(
    first: Outcome, second: Outcome, difference: str
) -> None:
    found = describe_difference(first, second)
    assert found.startswith(difference) if difference else found == ""
