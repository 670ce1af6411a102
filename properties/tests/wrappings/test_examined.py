"""Optimizers with something around the rule: declared they conform, undeclared it is named."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optimcore import Parameter
from properties.diagnosis import diagnose_layers, gather_cases
from properties.diagnosis.candidates.cases import CASES
from properties.diagnosis.candidates.wrappings import wrapped_candidates
from properties.diagnosis.search.diagnose import Search
from properties.engine.examiner import Examiner
from properties.engine.results import Examination, Finding
from properties.laws import MUST, Trial
from properties.rules.registry import Rule, rules
from properties.scenarios.model import Scenario
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import UNSUPPORTED, ObjectDriver
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import Capabilities, Outcome
from properties.tests.wrappings.example_optimizers import (
    Accumulates,
    AccumulatesAndForgets,
    ClipsEach,
    ClipsGlobally,
    CountsAsZero,
    InfinityToZero,
    NanToNum,
    NanToOne,
    NoDecayOfBiases,
    NoDecayOfVectors,
    Plain,
    SkipsNonFinite,
    SkipsParameters,
    SkipsZero,
)
from properties.wrappings import parse_wrapping

HYPER = ("lr", "momentum", "weight_decay")

RIGHT = [
    (NoDecayOfBiases, "no-decay-axes=1"),
    (SkipsNonFinite, "skip-non-finite"),
    (SkipsParameters, "skip-non-finite=parameter"),
    (SkipsZero, "skip-zero"),
    (CountsAsZero, "zero-non-finite"),
    (InfinityToZero, "zero-non-finite=inf"),
    (NanToNum, "nan-to-num"),
    (NanToOne, "nan-to-num=1"),
    (ClipsGlobally, "clip-global-norm=1"),
    (ClipsEach, "clip-norm=1"),
    (Accumulates, "micro-steps=3"),
]

WRONG = [
    (NoDecayOfVectors, "no-decay-axes=1", "agreement"),
    (SkipsParameters, "skip-non-finite", "agreement"),
    (CountsAsZero, "skip-non-finite", "agreement"),
    (SkipsNonFinite, "zero-non-finite", "agreement"),
    (CountsAsZero, "nan-to-num", "agreement"),
    (NanToOne, "nan-to-num", "agreement"),
    (CountsAsZero, "zero-non-finite=inf", "not-hidden"),
    (SkipsZero, "skip-non-finite=parameter", "agreement"),
    (ClipsEach, "clip-global-norm=1", "agreement"),
    (ClipsGlobally, "clip-norm=1", "agreement"),
    (Accumulates, "micro-steps=3,sum", "agreement"),
    (AccumulatesAndForgets, "micro-steps=3", "resume"),
    (Plain, "micro-steps=3", "agreement"),
]


KINDS: dict[str, type[Plain]] = {
    kind.__name__: kind for kind, *_ in (*RIGHT, *WRONG) if not isinstance(kind, str)
}


class ExampleSubject:
    """A class of ``example_optimizers`` as a subject."""

    def __init__(self, kind: type[Plain]) -> None:
        self.kind = kind
        self.name = kind.__name__
        taken = frozenset(HYPER)
        self.capabilities = Capabilities(taken, taken, frozenset(), UNSUPPORTED)

    def run(self, scenario: Scenario) -> Outcome:
        names = HyperNames.identity(HYPER)
        with np.errstate(all="ignore"):
            return run_scenario(
                lambda spec: ObjectDriver(self.kind, Parameter, names, spec), scenario
            )


def examine(rule: Rule, kind: type[Plain]) -> Examination:
    return Examiner(rule, ExampleSubject(kind), examples=0, shrink=False).run()


@cache
def broken_laws(name: str, text: str) -> set[str]:
    rule = replace(rules()["sgd"], wrappings=(parse_wrapping(text),), gradient_powers=None)
    return {f.law.id for f in examine(rule, KINDS[name]).findings if f.law.requirement == MUST}


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_a_declared_wrapping_conforms(kind: type[Plain], text: str) -> None:
    assert broken_laws(kind.__name__, text) == set()


@pytest.mark.parametrize(("kind", "text", "law"), WRONG)
def test_a_defect_of_a_declared_wrapping_is_caught(kind: type[Plain], text: str, law: str) -> None:
    assert law in broken_laws(kind.__name__, text)


@cache
def search(name: str) -> Search:
    """Return the search for what explains a class that is checked without a declaration."""
    rule, subject = rules()["sgd"], ExampleSubject(KINDS[name])
    found = examine(rule, KINDS[name])
    wrong = [f for f in found.findings if f.law.requirement == MUST]
    scenarios = [s for s in found.scenarios if s.steps <= CASES]
    derived = [s for f in wrong for s in derived_scenarios(rule, subject, f)]
    cases = gather_cases(rule, subject, [*scenarios, *derived])
    return Search(rule, subject, () if any(c.is_broken for c in cases) else wrong, cases)


def derived_scenarios(rule: Rule, subject: ExampleSubject, finding: Finding) -> list[Scenario]:
    trial = Trial(rule, subject, finding.scenario)
    finding.law.judge(trial)
    return trial.scenarios


def explaining_wrappings(kind: type[Plain]) -> list[str]:
    all_of_them = wrapped_candidates(rules()["sgd"])
    return [c.id for c in all_of_them if search(kind.__name__).matches_all_cases(c)]


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_an_undeclared_wrapping_is_named(kind: type[Plain], text: str) -> None:
    left = explaining_wrappings(kind)
    assert left[:1] == [text]


@pytest.mark.parametrize("kind", [NoDecayOfVectors, Plain])
def test_what_is_not_quite_a_wrapping_is_not_called_it(kind: type[Plain]) -> None:
    assert explaining_wrappings(kind) == []


def test_the_diagnosis_says_how_it_is_declared() -> None:
    rule, subject = rules()["sgd"], ExampleSubject(SkipsNonFinite)
    found = diagnose_layers(rule, subject, examine(rule, SkipsNonFinite)).explanations
    assert [(e.candidate.id, e.candidate.kind) for e in found] == [("skip-non-finite", "dialect")]


@pytest.mark.campaign
@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_the_diagnosis_names_an_undeclared_wrapping(kind: type[Plain], text: str) -> None:
    rule, subject = rules()["sgd"], ExampleSubject(kind)
    found = diagnose_layers(rule, subject, examine(rule, kind)).explanations
    assert found[0].candidate.id == text


def test_the_classes_follow_the_rule_otherwise() -> None:
    findings = examine(rules()["sgd"], Plain).findings
    assert [f.law.id for f in findings if f.law.requirement == MUST] == []
