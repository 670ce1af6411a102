"""Every pitfall and dialect breaks the law of its smallest case, and optimcore keeps it."""

from __future__ import annotations

import pytest

from properties.dialects import Dialect, dialects
from properties.examples.cases import Case, cases_of, decode_cases, encode_cases
from properties.laws import Trial, laws
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject
from properties.tools.select_cases import select_case

# Dialects that only sparse gradients show, which optimcore does not take.
WITHOUT_CASE = {"adam-sparse-rows"}

VARIANTS: list[Pitfall | Dialect] = [*pitfalls().values(), *dialects().values()]


def breaks(case: Case, subject: Subject) -> bool:
    rule = rules()[case.scenario.rule]
    evidence = laws()[case.law].judge(Trial(rule, subject, case.scenario))
    return evidence is not None and evidence.is_broken


@pytest.mark.parametrize("rule", rules())
def test_every_pitfall_and_dialect_breaks_the_law_of_its_case(rule: str) -> None:
    own = [v for v in VARIANTS if v.rule == rule]
    cases = cases_of(rule)
    assert cases.keys() == {v.id for v in own} - WITHOUT_CASE
    own = [v for v in own if v.id in cases]
    assert [v.id for v in own if not breaks(cases[v.id], v.subject())] == []
    assert [name for name, case in cases.items() if breaks(case, CoreSubject(rule))] == []


def test_a_case_is_small() -> None:
    steps = [c.scenario.steps for rule in rules() for c in cases_of(rule).values()]
    assert sorted(steps)[len(steps) // 2] == 1
    sizes = [c.scenario.size for rule in rules() for c in cases_of(rule).values()]
    assert sorted(sizes)[len(sizes) // 2] <= 4


def test_a_case_of_another_bug_is_noticed() -> None:
    case = cases_of("lion")["gradient-negated"]
    assert not breaks(case, pitfalls()["lion-sign-of-zero"].subject())


def test_a_case_is_selected_again_as_it_is_stored() -> None:
    variant: Pitfall | Dialect = pitfalls()["lion-sign-of-zero"]
    stored = cases_of("lion")[variant.id]
    assert select_case(variant) == stored
    assert decode_cases(encode_cases({variant.id: stored})) == {variant.id: stored}
