"""Looks in scenarios: where they are drawn, adapted to subjects, reduced, and run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from properties.diagnosis.hypotheses.features import features_of, kept_features, strip_features
from properties.generation.corpus import adapt_supported
from properties.generation.families import families
from properties.generation.reduction import simpler_scenarios
from properties.generation.sampling import sample_scenarios
from properties.rules.registry import Rule, rules
from properties.scenarios.encoding import from_json, to_json
from properties.scenarios.model import Event, Look, Restart, Scenario, Start, Step
from properties.scenarios.model import encode_array as array
from properties.scenarios.transforms import change
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.plain_run import is_plain
from properties.subjects.trajectory import Capabilities, Trajectory
from properties.tests.evaluation.example_rules import HALFWAY
from properties.tests.shared_values.example_rules import registered

STEP = Step((array([2.0]),))


@pytest.fixture(scope="module")
def rule() -> Iterator[Rule]:
    with registered(HALFWAY, "halfway") as found:
        yield found


def scenario(rule: Rule, *events: Event) -> Scenario:
    return Scenario(
        rule.name, "float64", (Start(array([1.0])),), ({"lr": (0.5).hex()},), events
    )  # fmt: skip


def without_modes(rule: Rule) -> Capabilities:
    can = CoreSubject(rule.name).capabilities
    return replace(can, unsupported={**can.unsupported, "eval mode": "it has no modes"})


def looks(rule: Rule, can: Capabilities) -> dict[str, set[int]]:
    """Return how often modes are set in a row, in each family of scenarios."""
    return {
        family.name: {
            e.calls
            for s in sample_scenarios(family.scenarios, 12, 1)
            for e in s.events
            if isinstance(e, Look)
        }
        for family in families(rule, can)
        if family.name not in ("crowd", "huge")
    }


def test_looks_are_drawn_in_each_family_for_a_rule_and_a_subject_with_modes(rule: Rule) -> None:
    assert all(
        found == {1, 2} for found in looks(rule, CoreSubject(rule.name).capabilities).values()
    )


def test_no_looks_are_drawn_without_modes(rule: Rule) -> None:
    sgd = rules()["sgd"]
    assert not any(looks(rule, without_modes(rule)).values())
    assert not any(looks(sgd, CoreSubject("sgd").capabilities).values())


def test_a_scenario_of_the_corpus_is_run_without_looks_by_a_subject_without_modes(
    rule: Rule,
) -> None:
    case = scenario(rule, STEP, Look(), STEP)
    assert adapt_supported(rule, case, CoreSubject(rule.name).capabilities) == case
    fitted = adapt_supported(rule, case, without_modes(rule))
    assert fitted is not None
    assert fitted.events == (STEP, STEP)


def test_a_look_is_reduced_to_one_call_and_left_out(rule: Rule) -> None:
    simpler = [s.events for s in simpler_scenarios(scenario(rule, STEP, Look(2)))]
    assert (STEP, Look()) in simpler
    assert (STEP,) in simpler


def test_looks_are_features_of_their_own(rule: Rule) -> None:
    case = scenario(rule, STEP, Look(2), STEP, Look())
    assert [f.id for f in features_of(case)] == ["look-again", "look"]
    again, once = features_of(case)
    assert [s.events for s in strip_features(case, kept_features(again))] == [case.events]
    assert [s.events for s in strip_features(case, kept_features(once))] == [
        (STEP, Look(), STEP, Look())
    ]
    assert [s.events for s in strip_features(case, ())] == [(STEP, STEP)]


def test_a_run_without_watching_shows_the_same(rule: Rule) -> None:
    case = scenario(rule, STEP, Look(), STEP, Look(2), STEP)
    subject = CoreSubject(rule.name)
    assert is_plain(case)
    watched = subject.run(change(case, events=(*case.events, Restart())))
    plain = subject.run_values(case)
    assert isinstance(watched, Trajectory)
    assert isinstance(plain, Trajectory)
    seen = [[float(frame[0][0]) for frame in run.frames] for run in (plain, watched)]
    assert seen == [[0.0, 0.5, -1.0, 0.0, -2.0], [0.0, 0.5, -1.0, 0.0, -2.0, -2.0]]


def test_a_look_is_read_back_as_it_was_written(rule: Rule) -> None:
    case = scenario(rule, STEP, Look(), Look(2))
    assert from_json(to_json(case)) == case
    assert b'{"type":"look"}' in to_json(case)
