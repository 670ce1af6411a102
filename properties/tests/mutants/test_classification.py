"""The stored facts about mutants are those of the present rules, and are true."""

from __future__ import annotations

import pytest

from properties.generation.corpus import corpus
from properties.mutants import MutantSubject, mutants
from properties.mutants.classification import classification
from properties.mutants.judge import Judge
from properties.mutants.outcome_digest import digest_outcome
from properties.rules.registry import rules
from properties.scenarios.model import Scenario
from properties.subjects.trajectory import SubjectError
from properties.tests.mutants.test_catalogue import small_scenario
from properties.tools.classify_mutants import hash_inputs, is_near

CLASSIFIED = [name for name in rules() if classification(name)]

# One mutant in so many is run again.
EVERY = 20

# Of the pitfalls of the formula, at least this part comes out of the operators.
MATCHED = 0.9


@pytest.mark.parametrize("rule", CLASSIFIED)
@pytest.mark.sampled
def test_the_facts_are_of_the_present_mutants_and_corpus(rule: str) -> None:
    known = classification(rule)
    assert known is not None
    assert known.digest == hash_inputs(rules()[rule], corpus(rule)), (
        f"run: python -m properties.tools.classify_mutants {rule}"
    )


@pytest.mark.parametrize("rule", CLASSIFIED)
@pytest.mark.sampled
def test_a_mutant_is_distinguished_by_its_scenario(rule: str) -> None:
    known, judge = classification(rule), Judge(rules()[rule])
    assert known is not None
    by_id = {m.id: m for m in mutants(rules()[rule])}
    for k, names in known.distinguished.items():
        for name in names[::EVERY]:
            assert judge.tells(by_id[name], corpus(rule)[k]), name


@pytest.mark.parametrize("rule", CLASSIFIED)
@pytest.mark.sampled
def test_an_equivalent_mutant_is_distinguished_by_no_scenario_of_the_corpus(rule: str) -> None:
    known, judge = classification(rule), Judge(rules()[rule])
    assert known is not None
    equivalent = [m for m in mutants(rules()[rule]) if m.id in known.equivalent]
    assert len(equivalent) == len(known.equivalent)
    assert not [m.id for m in equivalent if any(judge.tells(m, s) for s in corpus(rule))]


@pytest.mark.parametrize("rule", CLASSIFIED)
@pytest.mark.sampled
def test_mutants_of_a_group_have_the_same_results(rule: str) -> None:
    known = classification(rule)
    assert known is not None
    scenario = corpus(rule)[0]
    if scenario.dtype != "float64":
        return
    by_id = {m.id: m for m in mutants(rules()[rule])}
    for group in known.same[::EVERY]:
        runs = [MutantSubject(rules()[rule], by_id[name]).run(scenario) for name in group]
        assert len({digest_outcome(run) for run in runs}) == 1, group


def test_most_pitfalls_of_formulas_come_out_of_the_operators() -> None:
    found = [bool(m) for name in CLASSIFIED for m in _pitfalls_of(name).values()]
    assert sum(found) >= MATCHED * len(found)


def _pitfalls_of(rule: str) -> dict[str, str]:
    known = classification(rule)
    assert known is not None
    return known.pitfalls


def test_a_mutant_that_raises_is_distinguished() -> None:
    rule = rules()["adam"]
    scenario = small_scenario("adam")
    judge = Judge(rule)
    raising = next(m for m in mutants(rule) if isinstance(judge.run(m, scenario), SubjectError))
    assert judge.tells(raising, scenario)


def test_a_scenario_in_which_the_rule_raises_tells_nothing() -> None:
    judge = Judge(rules()["adam"])
    negative = Scenario("adam", "float64", small_scenario("adam").parameters,
                        ({"lr": (-1.0).hex()},), small_scenario("adam").events)  # fmt: skip
    assert not judge.is_usable(negative)
    assert not judge.tells(mutants(rules()["adam"])[0], negative)


def test_runs_are_near_but_for_rounding() -> None:
    subject = MutantSubject(rules()["adam"], mutants(rules()["adam"])[0])
    run = subject.run(small_scenario("adam"))
    assert is_near(run, run)
    assert not is_near(run, Judge(rules()["adam"]).run(mutants(rules()["adam"])[-1],
                                                       small_scenario("adam")))  # fmt: skip
