"""A formula that fits a few cases by chance is refuted by runs of many steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from properties.diagnosis.candidates.candidate_pool import candidate_from_rule
from properties.diagnosis.candidates.long_runs import long_runs
from properties.diagnosis.candidates.one_edit import candidate_from_mutant
from properties.generation.other_values import other_values
from properties.generation.probes import build_simplest
from properties.mutants import mutants
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory

STATE = '{"m": average(s["m"], g, beta2)}'


def test_the_rule_explains_its_own_runs() -> None:
    for name in ("lion", "adam", "muon"):
        runs = list(long_runs(rules()[name], CoreSubject(name)))
        # Usual values, other numbers, and these with each flag.
        flags = [
            default for default in rules()[name].defaults.values() if isinstance(default, bool)
        ]
        assert len(runs) == 2 + len(flags)
        assert all(map(candidate_from_rule(rules()[name]).agrees_in, runs))


def test_another_change_of_a_rule_of_signs_is_refuted() -> None:
    rule = rules()["lion"]
    edit = Edit("lion.py", STATE, '{"m": average(s["m"], average(s["m"], g, beta1), beta2)}')
    runs = list(long_runs(rule, CoreSubject("lion", build_variant([edit]))))[:2]
    others = [candidate_from_mutant(rule, mutant) for mutant in mutants(rule)]
    agreeing = [one for one in others if all(map(one.agrees_in, runs))]
    assert [one.title for one in agreeing if all(map(one.has_numbers_in, runs))] == []
    # Bounds after a division by 0 contain whatever follows.
    assert agreeing


def test_a_decay_rate_that_equals_its_complement_refutes_nothing() -> None:
    rule = rules()["rmsprop"]
    average = 'average(s.get("a", 0.0), g, h.alpha)'
    exchanged, both_alpha = (
        [Edit("rmsprop.py", average, f'{weight} * s.get("a", 0.0) + h.alpha * g')]
        for weight in ("(1 - h.alpha)", "h.alpha")
    )
    runs = list(long_runs(rule, CoreSubject("rmsprop", build_variant(exchanged))))
    right, wrong = (
        replace(candidate_from_rule(rule), edits=tuple(edits)) for edits in (exchanged, both_alpha)
    )
    assert all(right.agrees_in(run) and right.has_numbers_in(run) for run in runs)
    assert not all(map(wrong.agrees_in, runs))


def test_another_default_of_the_subject_refutes_nothing() -> None:
    rule = rules()["lars"]
    slower = Edit("lars.py", "lr: float = 1e-3", "lr: float = 1e-2")
    runs = list(long_runs(rule, CoreSubject("lars", build_variant([slower]))))
    assert all(map(candidate_from_rule(rule).agrees_in, runs))


@pytest.mark.parametrize("name", sorted(rules()))
def test_other_values_are_in_the_range_of_each_hyper_parameter(name: str) -> None:
    rule, subject = rules()[name], CoreSubject(name)
    others = other_values(rule, subject.capabilities)
    assert all(others[n] != rule.defaults[n] for n in others)
    for n, value in others.items():
        alone = {n: value} | ({"momentum": 0.5} if n == "nesterov" else {})
        simplest = build_simplest(subject.capabilities, rule, hyper=alone)
        assert isinstance(subject.run(simplest), Trajectory)
