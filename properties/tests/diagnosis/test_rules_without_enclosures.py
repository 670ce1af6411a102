"""Another rule that has no enclosure explains nothing; the claimed rule must have one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.candidate_pool import candidate_from_rule
from properties.diagnosis.candidates.cases import make_case
from properties.rules.own_balls import RuleError
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

ONE = encode_array([1.0])
SCENARIO = Scenario("sgd", "float64", (Start(ONE),), ({},), (Step((ONE,)),))


def test_only_the_claimed_rule_must_have_an_enclosure(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = rules()["sgd"]
    case = make_case(rule, CoreSubject("sgd"), SCENARIO)
    own = candidate_from_rule(rule)
    other = replace(own, claimed=rules()["asgd"])
    assert own.agrees_in(case)

    def raises(*_: object) -> None:
        raise RuleError("np.linalg.svd has no enclosure")

    monkeypatch.setattr(Candidate, "enclosure", raises)
    assert not other.agrees_in(case)
    with pytest.raises(RuleError, match="no enclosure"):
        own.agrees_in(case)
