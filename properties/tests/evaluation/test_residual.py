"""Sentences about deviations in evaluation mode that nothing explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.search.residual.modes import describe_modes
from properties.rules.registry import Rule
from properties.scenarios.model import EncodedHyper, Event, Look, Scenario, Start, Step
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, Trajectory
from properties.tests.evaluation.example_rules import HALFWAY
from properties.tests.shared_values.example_rules import registered

STEP = Step((array([2.0]),))
CASES: tuple[tuple[Event, ...], ...] = (
    (STEP, Look()), (STEP, Look(), STEP), (STEP, STEP, Look(), STEP),
    (STEP, STEP, STEP, Look(), STEP),
    (STEP,), (STEP, STEP), (STEP, STEP, STEP), (STEP, STEP, STEP, STEP),
)  # fmt: skip


@dataclass(frozen=True)
class Shifted:
    """A subject that is off by 1 in evaluation mode, or in the steps after it."""

    rule: str
    looks: bool
    name: str = "shifted"

    @property
    def capabilities(self) -> Capabilities:
        return CoreSubject(self.rule).capabilities

    def run(self, scenario: Scenario) -> Outcome:
        found = CoreSubject(self.rule).run(scenario)
        assert isinstance(found, Trajectory)
        seen, frames = False, []
        for event, frame in zip(scenario.events, found.frames, strict=True):
            off = isinstance(event, Look) if self.looks else seen
            frames.append(tuple(np.asarray(a + float(off)) for a in frame))
            seen = seen or isinstance(event, Look)
        return Trajectory(tuple(frames))


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(HALFWAY, "halfway") as found:
        yield found


def sentences(rule: Rule, looks: bool, cases: Sequence[tuple[Event, ...]] = CASES) -> list[str]:
    group: dict[str, EncodedHyper] = {"lr": (0.5).hex()}
    found = [
        make_case(
            rule, Shifted(rule.name, looks),
            Scenario(rule.name, "float64", (Start(array([1.0])),), (group,), events),
        )
        for events in cases
    ]  # fmt: skip
    off = [c.deviation for c in found if c.deviation]
    return list(describe_modes(off, [c for c in found if not c.is_broken]))


def test_deviations_in_evaluation_mode_alone_are_described(rule: Rule) -> None:
    assert sentences(rule, looks=True) == [
        "Deviations occur only in evaluation mode; training mode agrees."
    ]


def test_deviations_after_evaluation_mode_alone_are_described(rule: Rule) -> None:
    assert sentences(rule, looks=False) == [
        "Deviations occur only after evaluation mode, so train() does not undo eval()."
    ]


def test_few_cases_have_no_sentence(rule: Rule) -> None:
    assert sentences(rule, looks=True, cases=CASES[:2]) == []
    assert sentences(rule, looks=False, cases=CASES[1:4]) == []
