"""Injected errors are those of an optimizer with the subject's own defaults."""

from __future__ import annotations

from dataclasses import replace

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory
from properties.subjects.wrapped_subject import reference_subject


def test_the_reference_has_the_defaults_of_the_subject() -> None:
    adam = rules()["adam"]
    rule = replace(adam, defaults={**adam.defaults, "eps": 0.5})
    step = Step((encode_array([1.0]),))
    scenario = Scenario("adam", "float64", (Start(encode_array([1.0])),), ({},), (step,))

    def is_broken(outcome: object) -> bool:
        assert isinstance(outcome, Trajectory)
        return compare_with_enclosure(scenario, outcome, enclose(rule, scenario)).is_broken

    assert not is_broken(reference_subject(rule).run(scenario))
    assert is_broken(CoreSubject("adam").run(scenario))
