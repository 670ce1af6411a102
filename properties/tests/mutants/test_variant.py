"""Mutants as subjects: without the monitors of a run they have the same results."""

from __future__ import annotations

import pickle

import pytest

from optimcore import Parameter
from properties.mutants import MutantSubject, mutants, variant
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.scenarios.model import Resume, Scenario, Step
from properties.scenarios.transforms import change
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import ObjectDriver
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.plain_run import is_plain, run_plainly
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import SubjectError
from properties.tests.mutants.test_catalogue import frames_of, small_scenario

RULE = rules()["adam"]


def run_with_monitors(kind: type, scenario: Scenario) -> object:
    names = HyperNames.identity(RULE.defaults)
    return frames_of(
        run_scenario(lambda spec: ObjectDriver(kind, Parameter, names, spec), scenario)
    )


def test_a_plain_run_has_the_results_of_a_watched_one() -> None:
    scenario = small_scenario("adam")
    assert is_plain(scenario)
    for mutant in mutants(RULE)[::40]:
        kind = MutantSubject(RULE, mutant).kind
        assert frames_of(run_plainly(kind, Parameter, scenario)) == run_with_monitors(
            kind, scenario
        )


def test_other_events_are_not_plain() -> None:
    scenario = small_scenario("adam")
    assert not is_plain(change(scenario, events=(*scenario.events, Resume())))
    recycled = change(scenario.events[0], recycle=True)
    assert isinstance(recycled, Step)
    assert not is_plain(change(scenario, events=(recycled,)))


def test_a_mutant_can_be_pickled() -> None:
    kind = MutantSubject(RULE, mutants(RULE)[0]).kind
    assert pickle.loads(pickle.dumps(kind)) is kind  # noqa: S301 - made here
    assert not hasattr(variant, "mutant_0")


def test_a_mutant_runs_with_the_defaults_of_the_subject() -> None:
    from dataclasses import replace

    scenario = small_scenario("adam")
    other = replace(RULE, defaults={**RULE.defaults, "betas": (0.5, 0.5)})
    mutant = mutants(RULE)[0]
    runs = [frames_of(MutantSubject(rule, mutant).run(scenario)) for rule in (RULE, other)]
    assert runs[0] != runs[1]


@pytest.mark.parametrize("rule", ["sgd", "asgd"])
def test_a_change_may_use_numpy_in_a_file_without_it(rule: str) -> None:
    with_numpy = [m for m in mutants(rules()[rule]) if "np." in m.edits[0].after]
    assert with_numpy
    for mutant in with_numpy[::20]:
        run = MutantSubject(rules()[rule], mutant).run(small_scenario(rule))
        assert not isinstance(run, SubjectError), run
        assert frames_of(run) == frames_of(
            CoreSubject(rule, build_variant(mutant.edits)).run(small_scenario(rule))
        )
