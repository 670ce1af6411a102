"""Scenarios in which one value is 0 discriminate variants that differ for it alone."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.search.discriminate import discriminate
from properties.diagnosis.search.zeroed_values import with_zeros, zeroed_scenarios
from properties.rules.registry import rules
from properties.scenarios.encoding import decode_group
from properties.subjects.optimcore_subject import CoreSubject


def test_each_part_of_a_value_is_replaced() -> None:
    assert list(with_zeros((0.5, 0.25))) == [(0.0, 0.25), (0.5, 0.0)]
    assert list(with_zeros(0.5)) == [0.0]
    assert list(with_zeros(0.0)) == []


@pytest.mark.parametrize("rule", rules())
def test_every_number_is_zero_in_some_scenario_and_the_others_are_not(rule: str) -> None:
    subject = CoreSubject(rule)
    groups = [
        decode_group(s.groups[0]) for s in zeroed_scenarios(rules()[rule], subject.capabilities)
    ]
    assert groups
    for group in groups:
        numbers = [v for v in group.values() if isinstance(v, float)]
        parts = (x for v in group.values() if isinstance(v, tuple) for x in v)
        numbers += [x for x in parts if x is not None]
        assert numbers.count(0.0) <= 1


def test_they_discriminate_two_forms_of_a_step_without_second_moment() -> None:
    rule = rules()["adam"]
    known = {one.id: one for one in single_changes(rule)}
    right, wrong = known["adam-undivided-at-zero"], known["adam-sgd-at-zero"]
    assert discriminate(rule, right.subject, [wrong, right]) == [right]
