"""The law about evaluation mode, and subjects to which it does not apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from properties.laws import Trial, laws
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import Subject
from properties.tests.evaluation.example_rules import HALFWAY
from properties.tests.shared_values.example_rules import registered

LAW = laws()["evaluation-mode"]
STEPS = tuple(Step((array([g, -g]), array([2.0]))) for g in (1.0, 0.5, 4.0))


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(HALFWAY, "halfway") as found:
        yield found


def is_broken(rule: Rule, subject: Subject) -> bool:
    starts = (Start(array([1.0, 3.0])), Start(array([-0.5])))
    case = Scenario(rule.name, "float64", starts, ({"lr": encode_hyper(0.5)},), STEPS)
    evidence = LAW.judge(Trial(rule, subject, case))
    assert evidence is not None
    assert evidence.decided > 0
    return evidence.is_broken


def test_the_rule_keeps_the_law(rule: Rule) -> None:
    assert not is_broken(rule, CoreSubject(rule.name))


def test_the_example_breaks_it_and_its_base_keeps_it(rule: Rule) -> None:
    pytest.importorskip("torch")
    from properties.examples.defects.torch_optimizers import HYPER, Halfway, Unrestored

    assert not is_broken(rule, TorchSubject(Halfway, HYPER))
    assert is_broken(rule, TorchSubject(Unrestored, HYPER))


def test_a_mode_that_is_not_stored_breaks_it(rule: Rule) -> None:
    pytest.importorskip("torch")
    from properties.tests.evaluation.torch_halfway import Repeated, TrainedTwice

    for kind in (Repeated, TrainedTwice):
        assert is_broken(rule, TorchSubject(kind, ("lr", "weight_decay")))


def test_it_applies_to_rules_with_an_evaluation_mode_and_subjects_that_have_one(rule: Rule) -> None:
    core = CoreSubject(rule.name)
    assert LAW.not_applicable(rule, core) is None
    assert LAW.not_applicable(rules()["sgd"], CoreSubject("sgd")) == (
        "sgd: the parameters are evaluated as they are trained"
    )
    without = replace(core.capabilities, unsupported={"eval mode": "it has no eval()"})
    assert LAW.not_applicable(rule, RestrictedSubject(core, without)) == "it has no eval()"


def test_values_that_others_write_are_not_judged_by_such_a_rule(rule: Rule) -> None:
    reason = laws()["written"].not_applicable(rule, CoreSubject(rule.name))
    assert reason is not None
    assert "two points" in reason
    assert laws()["written"].not_applicable(rules()["sgd"], CoreSubject("sgd")) is None
