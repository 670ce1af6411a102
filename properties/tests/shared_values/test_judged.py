"""Optimizers are judged by rules whose parameters share values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from properties.diagnosis.layers import diagnose_layers
from properties.engine.examiner import Examiner
from properties.laws import MUST, Trial, laws
from properties.rules.registry import Rule
from properties.scenarios.model import EncodedHyper, Scenario, SetHyper, Start, Step
from properties.scenarios.model import encode_array as array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject
from properties.subjects.torch_driver import TorchSubject
from properties.subjects.trajectory import Subject
from properties.tests.shared_values.example_rules import D_ADAPT_SGD, PRODIGY, registered

NOT_APPLICABLE = {"others", "absent-gradient", "not-finite", "several-dtypes", "partition"}
UNSUPPORTED = {"loss scaling": "it takes no loss scale", "closure": "step takes no closure"}

HYPER: dict[str, EncodedHyper] = {"lr": (1.0).hex(), "d0": (0.125).hex()}


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(D_ADAPT_SGD, "d_adapt_sgd") as found:
        yield found


def torch_subject(name: str) -> Subject:
    pytest.importorskip("torch")
    from properties.tests.shared_values import torch_optimizers

    subject = TorchSubject(getattr(torch_optimizers, name), ("lr", "d0"))
    return RestrictedSubject(subject, replace(subject.capabilities, unsupported=UNSUPPORTED))


def growing(groups: int) -> Scenario:
    """Gradients in similar directions, for which the estimate grows at each step."""
    starts = (Start(array([1.0, -2.0])), Start(array([[3.0]]), group=groups - 1))
    steps = [
        Step((array([1.0, 0.5]), array([[2.0]]))),
        Step((array([1.0, 0.25]), array([[1.0]]))),
        Step((array([3.0, 1.0]), None)),
        Step((array([-0.5, 1.0]), array([[4.0]]))),
    ]
    return Scenario("d_adapt_sgd", "float64", starts, (HYPER,) * groups, tuple(steps))


CASES = [growing(1), growing(2)]


def broken_laws(rule: Rule, subject: Subject, cases: list[Scenario] = CASES) -> set[str]:
    found = set()
    for law in laws().values():
        if law.requirement == MUST and not law.not_applicable(rule, subject):
            for case in cases:
                evidence = law.judge(Trial(rule, subject, case))
                if evidence and evidence.is_broken:
                    found.add(law.id)
    return found


def test_the_rule_keeps_the_laws(rule: Rule) -> None:
    assert broken_laws(rule, CoreSubject(rule.name), CASES[:1]) == set()


def test_laws_about_a_parameter_without_the_others_do_not_apply(rule: Rule) -> None:
    subject = CoreSubject(rule.name)
    reasons = {name: laws()[name].not_applicable(rule, subject) for name in NOT_APPLICABLE}
    assert all(reasons.values()), reasons
    assert not laws()["order"].not_applicable(rule, subject)
    assert not laws()["agreement"].not_applicable(rule, subject)


def test_a_correct_torch_optimizer_keeps_the_laws_also_with_several_groups(rule: Rule) -> None:
    assert broken_laws(rule, torch_subject("DAdaptSGD")) == set()


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("ForEach", "agreement"),
        ("ForGroups", "agreement"),
        ("Shrinking", "agreement"),
        ("FirstOnly", "order"),
        ("Forgetful", "resume"),
    ],
)
def test_a_defect_breaks_a_law(rule: Rule, name: str, law: str) -> None:
    assert law in broken_laws(rule, torch_subject(name))


def test_a_learning_rate_that_is_changed_is_changed_in_all_groups(rule: Rule) -> None:
    trial = Trial(rule, torch_subject("DAdaptSGD"), growing(2))
    for name in ("lr-change", "late-group"):
        evidence = laws()[name].judge(trial)
        assert evidence is None or not evidence.is_broken
    changed = [s for s in trial.scenarios if any(isinstance(e, SetHyper) for e in s.events)]
    assert [[e.group for e in s.events if isinstance(e, SetHyper)] for s in changed] == [[0, 1]]


def examine(rule: Rule, subject: Any, examples: int) -> set[str]:
    found = Examiner(rule, subject, examples=examples, shrink=False).run().findings
    return {f.law.id for f in found if f.law.requirement == MUST}


@pytest.mark.campaign
@pytest.mark.parametrize(("text", "name"), [(D_ADAPT_SGD, "d_adapt_sgd"), (PRODIGY, "Prodigy")])
def test_a_rule_keeps_the_laws_on_random_scenarios(text: str, name: str) -> None:
    with registered(text, name) as one:
        assert examine(one, CoreSubject(one.name), 60) == set()


@pytest.mark.campaign
def test_a_correct_torch_optimizer_keeps_the_laws_on_random_scenarios(rule: Rule) -> None:
    assert examine(rule, torch_subject("DAdaptSGD"), 100) == set()


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("name", "explanation"),
    [("ForEach", "shared-per-parameter"), ("ForGroups", "shared-per-group")],
)
def test_what_is_shared_by_too_few_is_named(rule: Rule, name: str, explanation: str) -> None:
    subject = torch_subject(name)
    found = diagnose_layers(rule, subject, Examiner(rule, subject, examples=40).run())
    assert [e.candidate.id for e in found.explanations if not e.equivalent_to] == [explanation]
