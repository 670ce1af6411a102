"""How many mutants of a rule an examination detects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.engine.mutant_detection import MutantDetection, detect_mutants
from properties.engine.results import Examination, Tally
from properties.generation.corpus import corpus
from properties.laws import laws
from properties.mutants.classification import classification
from properties.rules.registry import Rule, rules
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.tests.mutants.test_catalogue import small_scenario

SGD = rules()["sgd"]


def detect(
    *scenarios: Scenario, rule: Rule = SGD, law: str = "agreement", lacking: str = ""
) -> MutantDetection:
    capabilities = CoreSubject(rule.name).capabilities
    limited = replace(capabilities, hyper=capabilities.hyper - {lacking})
    result = Examination({law: Tally(laws()[law])}, {}, list(scenarios))
    return detect_mutants(rule, limited, result)


def test_the_corpus_detects_nearly_all() -> None:
    found = detect(*corpus("sgd"))
    assert found.caught >= 0.99 * found.known > 100


def test_a_scenario_that_shows_little_detects_little() -> None:
    found = detect(small_scenario("sgd"))
    everything = detect(*corpus("sgd"))
    assert 0 < found.caught < everything.caught
    assert found.known == everything.known
    assert all(title.endswith(".") for title in found.unseen.values())


def test_without_a_scenario_nothing_is_detected() -> None:
    found = detect()
    assert found.caught == 0
    assert len(found.unseen) == found.known


def test_without_a_comparison_with_the_rule_nothing_is_claimed() -> None:
    assert detect(*corpus("sgd"), law="negation") == MutantDetection()


def test_mutants_of_an_argument_that_the_subject_lacks_do_not_apply() -> None:
    found, whole = detect(*corpus("sgd"), lacking="momentum"), detect(*corpus("sgd"))
    assert found.not_applicable > 0
    assert found.known + found.not_applicable == whole.known


def test_a_rule_with_other_defaults_is_run_and_not_looked_up() -> None:
    other = replace(SGD, defaults={**SGD.defaults, "lr": 0.5})
    known = classification("sgd")
    assert known is not None
    few = [corpus("sgd")[k] for k in list(known.distinguished)[:1]]
    found = detect(*few, rule=other)
    assert found.caught == pytest.approx(
        len(known.distinguished[next(iter(known.distinguished))]), rel=0.1
    )
