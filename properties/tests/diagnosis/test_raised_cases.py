"""An exception is explained by a change only where optimcore itself would raise none."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.cases import make_case
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, SubjectError


class Raising:
    """An optimizer that raises AttributeError at the first event."""

    name = "raising"

    def __init__(self, rule: str) -> None:
        self.capabilities: Capabilities = CoreSubject(rule).capabilities

    def run(self, scenario: Scenario) -> Outcome:
        return SubjectError(0, "AttributeError", "it has no such thing")


@pytest.mark.sampled("name", "field")
@pytest.mark.parametrize("field", ["hooks", "closure", "sparse"])
@pytest.mark.parametrize("name", sorted(rules()))
def test_what_optimcore_does_not_support_is_explained_by_no_change(name: str, field: str) -> None:
    rule = rules()[name]
    start = Start(encode_array([[1.0, 2.0]]))
    step = Step((encode_array([[0.5, 0.25]]),), **{field: True})  # type: ignore[arg-type]
    case = make_case(rule, Raising(name), Scenario(name, "float64", (start,), ({},), (step,)))
    assert case.is_broken
    assert [one.id for one in single_changes(rule) if one.explains(case)] == []
