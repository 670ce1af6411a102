"""Dialects as rules: a declared one replaces the rule, and all other laws still apply."""

from __future__ import annotations

from itertools import permutations

import pytest

from properties.dialects import Dialect, apply_dialects, dialects
from properties.enclosures.evaluate import enclose
from properties.engine.detection import DetectionPower
from properties.engine.examiner import Examiner
from properties.engine.results import Examination
from properties.generation.corpus import corpus
from properties.laws import Trial, laws
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import Rule
from properties.rules.source_edits import Edit, apply_edits, can_apply_edits
from properties.scenarios.model import AddGroup, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject, Trajectory

KNOWN = dialects()
EPS_HAT, GLOBAL_T = KNOWN["adam-eps-hat"], KNOWN["adam-global-t"]


def examine(rule: Rule, subject: Subject) -> Examination:
    return Examiner(rule, subject, examples=0, shrink=False).run()


@pytest.mark.sampled("dialect.rule")
@pytest.mark.parametrize("dialect", KNOWN.values(), ids=KNOWN.keys())
def test_a_declared_dialect_that_is_implemented_conforms(dialect: Dialect) -> None:
    seen = examine(dialect.applied_rule(), dialect.subject())
    assert not seen.findings, seen.findings[0].evidence.message
    assert seen.tallies["agreement"].decided > 0


@pytest.mark.sampled("dialect.rule")
@pytest.mark.parametrize("dialect", KNOWN.values(), ids=KNOWN.keys())
def test_a_declared_dialect_that_is_not_implemented_diverges(dialect: Dialect) -> None:
    findings = examine(dialect.applied_rule(), CoreSubject(dialect.rule)).findings
    assert findings


def test_two_dialects_are_applied_at_once() -> None:
    both = apply_dialects("adam", [EPS_HAT, GLOBAL_T])
    assert both.one_count
    assert both.dialects == ("adam-eps-hat", "adam-global-t")
    assert not examine(both, CoreSubject("adam", build_variant(both.edits))).findings
    assert examine(both, EPS_HAT.subject()).findings
    assert examine(both, GLOBAL_T.subject()).findings


PAIRS = [
    (one, other)
    for one, other in permutations(KNOWN.values(), 2)
    if one.rule == other.rule and can_apply_edits([*one.edits, *other.edits])
]


@pytest.mark.parametrize("rule", sorted({one.rule for one, _ in PAIRS}))
def test_two_compatible_edits_run_together(rule: str) -> None:
    scenario = next(s for s in corpus(rule) if any(start.value.shape for start in s.parameters))
    for one, other in PAIRS:
        if one.rule == rule:
            outcome = CoreSubject(rule, build_variant([*one.edits, *other.edits])).run(scenario)
            assert isinstance(outcome, Trajectory), (one.id, other.id, outcome)


def test_dialects_are_applied_in_the_first_order_in_which_all_edits_match() -> None:
    first, absolute = KNOWN["adafactor-decay-first"], KNOWN["adafactor-decay-alone"]
    orders = ([first, absolute], [absolute, first])
    seen = [apply_dialects("adafactor", order) for order in orders]
    assert [rule.dialects for rule in seen] == [tuple(d.id for d in order) for order in orders]
    assert apply_edits(seen[0].edits) == apply_edits(seen[1].edits)
    with pytest.raises(ValueError, match="occurs 0 times"):
        apply_dialects("adafactor", [first, KNOWN["adafactor-decay-by-step"]])


def test_dialects_that_edit_the_same_expression_are_incompatible() -> None:
    with pytest.raises(ValueError, match="occurs 0 times"):
        apply_dialects("adam", [EPS_HAT, KNOWN["adam-eps-root"]])


def test_a_dialect_scales_in_its_own_units() -> None:
    powers = KNOWN["adam-eps-root"].applied_rule().gradient_powers
    assert powers == {"eps": 2, "weight_decay": 1}
    assert KNOWN["yogi-corrected"].applied_rule().gradient_powers is None


def test_one_count_does_not_count_for_a_group_that_has_not_joined() -> None:
    one, start = encode_array([1.0]), Start(encode_array([1.0]))
    early, both = Step((one, None)), Step((one, one))
    scenario = Scenario(
        "adam", "float64", (start, Start(one, group=1)), ({}, {}),
        (early, early, AddGroup(1), both),
    )  # fmt: skip
    assert scenario.late == {1}
    first = Scenario("adam", "float64", (start,), ({},), (Step((one,)),))
    joined, alone = (enclose(GLOBAL_T.applied_rule(), s).mid[-1] for s in (scenario, first))
    assert joined[1] == alone[0]
    assert joined[0] != alone[0]


def test_pitfalls_are_injected_into_the_dialect_if_the_edits_match() -> None:
    rule = EPS_HAT.applied_rule()
    subject = EPS_HAT.subject()
    seen = examine(rule, subject)
    laws = [tally.law for tally in seen.tallies.values()]
    caught = DetectionPower(rule, subject.capabilities, laws, seen.scenarios).detect_pitfalls()
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
    hidden = CoreSubject("radam", build_variant(hides))
    rule, law = waits.applied_rule(), laws()["not-hidden"]
    assert law.judge(Trial(rule, waits.subject(), make_steps(2))) is None
    for subject, broken in ((waits.subject(), False), (hidden, True)):
        evidence = law.judge(Trial(rule, subject, make_steps(8)))
        assert evidence
        assert evidence.is_broken is broken


def make_steps(times: int) -> Scenario:
    one = Step((encode_array([1.0]),))
    return Scenario("radam", "float64", (Start(encode_array([1.0])),), ({},), (one,) * times)
