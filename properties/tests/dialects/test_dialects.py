"""Dialects as rules: a declared one replaces the rule, and all other laws still apply."""

from __future__ import annotations

from itertools import permutations

import pytest

from properties.dialects import Dialect, dialects, spoken
from properties.enclosures.evaluate import enclose
from properties.engine.detection import Sight
from properties.engine.examiner import Examiner
from properties.engine.results import Examination
from properties.generation.corpus import corpus
from properties.laws import Trial, laws
from properties.pitfalls import pitfalls
from properties.rules.patched_package import plant
from properties.rules.registry import Rule
from properties.rules.source_edits import Edit, edited_sources, plantable
from properties.scenarios.model import AddGroup, Scenario, Start, Step, array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject, Trajectory

KNOWN = dialects()
EPS_HAT, GLOBAL_T = KNOWN["adam-eps-hat"], KNOWN["adam-global-t"]


def examined(rule: Rule, subject: Subject) -> Examination:
    return Examiner(rule, subject, examples=0, shrink=False).run()


@pytest.mark.sampled("dialect.rule")
@pytest.mark.parametrize("dialect", KNOWN.values(), ids=KNOWN.keys())
def test_a_declared_dialect_that_is_implemented_conforms(dialect: Dialect) -> None:
    seen = examined(dialect.spoken(), dialect.subject())
    assert not seen.findings, seen.findings[0].evidence.message
    assert seen.tallies["agreement"].decided > 0


@pytest.mark.sampled("dialect.rule")
@pytest.mark.parametrize("dialect", KNOWN.values(), ids=KNOWN.keys())
def test_a_declared_dialect_that_is_not_implemented_diverges(dialect: Dialect) -> None:
    findings = examined(dialect.spoken(), CoreSubject(dialect.rule)).findings
    assert findings


def test_two_dialects_are_applied_at_once() -> None:
    both = spoken("adam", [EPS_HAT, GLOBAL_T])
    assert both.one_count
    assert both.dialects == ("adam-eps-hat", "adam-global-t")
    assert not examined(both, CoreSubject("adam", plant(both.edits))).findings
    assert examined(both, EPS_HAT.subject()).findings
    assert examined(both, GLOBAL_T.subject()).findings


PAIRS = [
    (one, other)
    for one, other in permutations(KNOWN.values(), 2)
    if one.rule == other.rule and plantable([*one.edits, *other.edits])
]


@pytest.mark.parametrize("rule", sorted({one.rule for one, _ in PAIRS}))
def test_two_that_can_be_planted_together_run_together(rule: str) -> None:
    scenario = next(s for s in corpus(rule) if any(start.value.shape for start in s.parameters))
    for one, other in PAIRS:
        if one.rule == rule:
            outcome = CoreSubject(rule, plant([*one.edits, *other.edits])).run(scenario)
            assert isinstance(outcome, Trajectory), (one.id, other.id, outcome)


def test_dialects_are_applied_in_the_first_order_in_which_all_edits_match() -> None:
    first, absolute = KNOWN["adafactor-decay-first"], KNOWN["adafactor-decay-alone"]
    orders = ([first, absolute], [absolute, first])
    seen = [spoken("adafactor", order) for order in orders]
    assert [rule.dialects for rule in seen] == [tuple(d.id for d in order) for order in orders]
    assert edited_sources(seen[0].edits) == edited_sources(seen[1].edits)
    with pytest.raises(ValueError, match="occurs 0 times"):
        spoken("adafactor", [first, KNOWN["adafactor-decay-by-step"]])


def test_dialects_that_edit_the_same_expression_are_incompatible() -> None:
    with pytest.raises(ValueError, match="occurs 0 times"):
        spoken("adam", [EPS_HAT, KNOWN["adam-eps-root"]])


def test_a_dialect_scales_in_its_own_units() -> None:
    powers = KNOWN["adam-eps-root"].spoken().gradient_powers
    assert powers == {"eps": 2, "weight_decay": 1}
    assert KNOWN["yogi-corrected"].spoken().gradient_powers is None


def test_one_count_does_not_count_for_a_group_that_has_not_joined() -> None:
    one, start = array([1.0]), Start(array([1.0]))
    early, both = Step((one, None)), Step((one, one))
    scenario = Scenario(
        "adam", "float64", (start, Start(one, group=1)), ({}, {}),
        (early, early, AddGroup(1), both),
    )  # fmt: skip
    assert scenario.late == {1}
    first = Scenario("adam", "float64", (start,), ({},), (Step((one,)),))
    joined, alone = (enclose(GLOBAL_T.spoken(), s).mid[-1] for s in (scenario, first))
    assert joined[1] == alone[0]
    assert joined[0] != alone[0]


def test_pitfalls_are_planted_in_the_dialect_where_they_can_be() -> None:
    rule = EPS_HAT.spoken()
    subject = EPS_HAT.subject()
    seen = examined(rule, subject)
    laws = [tally.law for tally in seen.tallies.values()]
    caught = Sight(rule, subject.abilities, laws, seen.scenarios).pitfalls()
    assert caught["swapped-betas"]
    assert "eps-inside-root" not in caught
    assert "eps-inside-root" in pitfalls()


def test_nan_may_appear_late_in_a_dialect_that_waits_and_may_not_be_replaced() -> None:
    waits = KNOWN["radam-waits"]
    hides = (
        *waits.edits,
        Edit("radam.py", 'm = average(s["m"], g, beta1)', "g = np.nan_to_num(g)\n"
             '        m = average(s["m"], g, beta1)'),
    )  # fmt: skip
    hidden = CoreSubject("radam", plant(hides))
    rule, law = waits.spoken(), laws()["not-hidden"]
    assert law.judge(Trial(rule, waits.subject(), stepped(2))) is None
    for subject, broken in ((waits.subject(), False), (hidden, True)):
        evidence = law.judge(Trial(rule, subject, stepped(8)))
        assert evidence
        assert evidence.broken is broken


def stepped(times: int) -> Scenario:
    one = Step((array([1.0]),))
    return Scenario("radam", "float64", (Start(array([1.0])),), ({},), (one,) * times)
