"""An optimizer may reject some values with an exception."""

from __future__ import annotations

import pytest

from properties.comparison.boundary_values import find_rejectable_values, is_rejected_boundary
from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import HyperValue, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Capabilities, Outcome, SubjectError

RULE = rules()["adamw"]


class DecayBelowOne:
    """AdamW that rejects weight decay of 1 or more when it is constructed."""

    name = "decay below 1"
    capabilities: Capabilities = CoreSubject("adamw").capabilities

    def run(self, scenario: Scenario) -> Outcome:
        if find_rejectable_values(RULE, scenario):
            return SubjectError(-1, "ValueError", "weight_decay must be below 1")
        return CoreSubject("adamw").run(scenario)


def scenario(weight_decay: float) -> Scenario:
    group = {"lr": encode_hyper(0.5), "weight_decay": encode_hyper(weight_decay)}
    step = Step((encode_array([0.5]),))
    return Scenario("adamw", "float64", (Start(encode_array([1.0])),), (group,), (step,))


@pytest.mark.parametrize(("decay", "names"), [(1.0, ["weight_decay"]), (0.5, [])])
def test_decay_of_1_or_more_may_be_rejected(decay: float, names: list[str]) -> None:
    assert find_rejectable_values(RULE, scenario(decay)) == names


def test_a_rejected_decay_is_advice_and_not_an_error() -> None:
    subject, case = DecayBelowOne(), scenario(2.0)
    assert is_rejected_boundary(RULE, subject, case, subject.run(case))
    trial = Trial(RULE, subject, case)
    assert laws()["runs"].judge(trial) is None
    advice = laws()["edges"].judge(trial)
    assert advice is not None
    assert advice.is_broken


class WithoutNone:
    """Adafactor that cannot compute with None, which is no default of its own."""

    name = "without None"
    capabilities: Capabilities = CoreSubject("adafactor").capabilities

    def run(self, scenario: Scenario) -> Outcome:
        return SubjectError(0, "TypeError", "unsupported operand type(s)")


def test_the_advice_names_the_pair_with_none_and_not_another_value() -> None:
    rule, step = rules()["adafactor"], Step((encode_array([0.5]),))
    given: dict[str, HyperValue] = {"eps": (None, 1e-3), "weight_decay": 1.0}
    group = {name: encode_hyper(value) for name, value in given.items()}
    case = Scenario("adafactor", "float64", (Start(encode_array([1.0])),), (group,), (step,))
    advice = laws()["edges"].judge(Trial(rule, WithoutNone(), case))
    assert advice is not None
    assert advice.message.startswith("None in eps: raised TypeError")
