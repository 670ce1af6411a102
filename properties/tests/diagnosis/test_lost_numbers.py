"""Results that are all NaN are no evidence for a formula with a NaN."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from properties.diagnosis.candidates.cases import gather_cases, show_numbers
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.rules.registry import rules
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, SubjectError, Trajectory
from properties.tests.diagnosis.support import diagnosed

RULE = rules()["yogi"]
CORE = CoreSubject("yogi")


@dataclass(frozen=True)
class Lost:
    """A Yogi whose parameters are NaN after each event, or after the third one."""

    since: int
    name: str = "lost"

    @property
    def capabilities(self) -> Capabilities:
        return CORE.capabilities

    def run(self, scenario: Scenario) -> Outcome:
        run = CORE.run(scenario)
        if isinstance(run, SubjectError):
            return run
        lost = [tuple(v * np.nan for v in frame) for frame in run.frames[self.since :]]
        return replace(run, frames=(*run.frames[: self.since], *lost))


def test_a_subject_that_is_always_nan_has_no_name() -> None:
    found = diagnosed("yogi", Lost(0))
    assert found.ranked == ()
    assert any("deviate" in sentence for sentence in found.residual)


def test_numbers_show_where_some_are_finite() -> None:
    drawn = sample_scenarios(small_scenarios(RULE, CORE.capabilities), 12, seed=0)
    assert not show_numbers(gather_cases(RULE, Lost(0), drawn))
    assert show_numbers(gather_cases(RULE, CORE, drawn))


def test_a_finite_deviation_shows_numbers() -> None:
    @dataclass(frozen=True)
    class Off(Lost):
        def run(self, scenario: Scenario) -> Outcome:
            run = CORE.run(scenario)
            if isinstance(run, SubjectError):
                return run
            return Trajectory(tuple(tuple(2 * v + 1 for v in frame) for frame in run.frames))

    drawn = sample_scenarios(small_scenarios(RULE, CORE.capabilities), 12, seed=0)
    assert show_numbers(gather_cases(RULE, Off(0), drawn))
