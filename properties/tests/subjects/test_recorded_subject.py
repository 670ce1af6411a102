"""A recorded subject gives what was recorded, and nothing else."""

from __future__ import annotations

import numpy as np

from properties.generation.plain_vectors import LARGEST, LONGEST, PlainVectors
from properties.rules.registry import rules
from properties.scenarios.transforms import change
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.plain_run import is_plain
from properties.subjects.recorded_subject import RecordedSubject
from properties.subjects.trajectory import SubjectError, Trajectory

SGD = PlainVectors(rules()["sgd"], "float32", frozenset({"nesterov"}))


def test_the_beginning_of_a_recorded_run_is_known_and_others_are_not() -> None:
    scenario, other = SGD.scenarios((), 8)[-2:]
    run = CoreSubject("sgd").run_values(scenario)
    assert isinstance(run, Trajectory)
    subject = RecordedSubject(rules()["sgd"], [(scenario, run)])
    begun = subject.run(change(scenario, events=scenario.events[:1]))
    assert isinstance(begun, Trajectory)
    assert len(begun.frames) == 1
    np.testing.assert_array_equal(begun.frames[0][0], run.frames[0][0])
    unknown = subject.run(other)
    assert isinstance(unknown, SubjectError)
    assert unknown.is_unsupported


def test_scenarios_of_vectors_are_plain_small_and_always_the_same() -> None:
    found = SGD.scenarios((), 20)
    assert found == SGD.scenarios((), 20)
    for scenario in found:
        assert is_plain(scenario)
        assert scenario.steps <= LONGEST
        assert scenario.steps * scenario.size <= LARGEST
        assert scenario.groups[0].keys() == rules()["sgd"].defaults.keys()
        assert scenario.groups[0]["nesterov"] is False
