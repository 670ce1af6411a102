"""Subjects for which shapes are expensive get few, and these show the same pitfalls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.engine.examiner import Examiner
from properties.generation.corpus import supported_scenarios
from properties.generation.families import families
from properties.generation.few_shapes import with_few_shapes
from properties.generation.sampling import sample_scenarios
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.scenarios.model import Array, OtherStep, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject
from properties.subjects.trajectory import Subject

FEW = replace(CoreSubject("adam").capabilities, few_shapes=True)


def shapes_of(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    return tuple(start.value.shape for start in scenario.parameters)


@pytest.mark.parametrize("name", ["adam", "lamb", "muon"])
def test_few_lists_of_shapes_are_drawn(name: str) -> None:
    rule = rules()[name]
    capabilities = replace(CoreSubject(name).capabilities, few_shapes=True)
    lists = {
        shapes_of(scenario)
        for family in families(rule, capabilities)
        for scenario in sample_scenarios(family.scenarios, 40, seed=1)
    }
    lists |= {shapes_of(scenario) for scenario in supported_scenarios(rule, capabilities)}
    assert len({shape for shapes in lists for shape in shapes}) <= 9
    if rule.elementwise:
        assert len(lists) <= 18


def test_gradients_have_the_shapes_of_their_parameters() -> None:
    for family in families(rules()["adam"], FEW):
        for scenario in sample_scenarios(family.scenarios, 20, seed=2):
            for event in scenario.events:
                if isinstance(event, Step | OtherStep):
                    both = zip(event.gradients, scenario.parameters, strict=True)
                    assert all(g is None or g.shape == start.value.shape for g, start in both)


def test_values_are_kept_and_repeated() -> None:
    two = Start(encode_array([1.0, 2.0]))
    step = Step((encode_array([3.0, 4.0]),))
    scenario = Scenario("adam", "float64", (two,), ({},), (step,))
    found = with_few_shapes(scenario, rules()["adam"], FEW)
    assert found.arrays()[0].tolist() == [1.0, 2.0, 1.0]
    assert found.gradients(step) is not None
    assert found.events == (Step((Array((3,), step.gradients[0].values),)),)  # type: ignore[union-attr]


def test_other_subjects_get_the_shapes_as_drawn() -> None:
    scenario = Scenario("adam", "float64", (Start(encode_array([1.0, 2.0])),), ({},), ())
    assert with_few_shapes(scenario, rules()["adam"], CoreSubject("adam").capabilities) is scenario


@pytest.mark.parametrize("rule", ["adam", "lamb", "muon", "rmsprop"])
def test_the_corpus_shows_the_same_pitfalls_on_few_shapes(rule: str) -> None:
    for pitfall in pitfalls().values():
        if pitfall.rule == rule and not pitfall.loop:
            core = CoreSubject(rule, build_variant(pitfall.edits))
            few = RestrictedSubject(core, replace(core.capabilities, few_shapes=True))
            assert is_rejected(rule, few) == is_rejected(rule, core), pitfall.id


def is_rejected(rule: str, subject: Subject) -> bool:
    """Whether the corpus alone shows that the subject is wrong."""
    examiner = Examiner(rules()[rule], subject, examples=0, shrink=False, stop_early=True)
    return bool(examiner.run().findings)
