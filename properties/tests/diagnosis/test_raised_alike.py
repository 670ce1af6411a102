"""An event that optimcore does not support explains no exception of the subject."""

from __future__ import annotations

from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.cases import make_case
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Outcome, SubjectError


class RaisesInClosures(CoreSubject):
    """optimcore's Adam, which raises in a step with a closure."""

    def run(self, scenario: Scenario) -> Outcome:
        for k, event in enumerate(scenario.events):
            if getattr(event, "closure", False):
                return SubjectError(k, "RuntimeError", "gradient recording is disabled")
        return super().run(scenario)


def test_an_unsupported_event_is_no_exception_at_the_same_event() -> None:
    step = Step((encode_array([0.5]),), closure=True)
    scenario = Scenario("adam", "float64", (Start(encode_array([1.0])),), ({},), (step,))
    rule = rules()["adam"]
    case = make_case(rule, RaisesInClosures("adam"), scenario)
    assert case.is_broken
    changes = single_changes(rule)
    assert all(isinstance(c.run_values(scenario), SubjectError) for c in changes)
    assert not [c.id for c in changes if c.agrees_in(case)]


def test_a_change_that_raises_where_the_rule_does_not_explains_an_exception() -> None:
    scenario = Scenario(
        "adam", "float64", (Start(encode_array([1.0])),), ({},), (Step((None,)),)
    )  # fmt: skip
    rule = rules()["adam"]
    [crashing] = [c for c in single_changes(rule) if c.id == "none-crashes"]
    case = make_case(rule, crashing.subject, scenario)
    assert case.is_broken
    assert crashing.agrees_in(case)
