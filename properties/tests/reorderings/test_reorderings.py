"""Correct optimizers in many orders of operations keep every law."""

from __future__ import annotations

import pytest

from properties.comparison.evidence import THRESHOLD, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.engine.examiner import Examiner
from properties.generation.corpus import supported_scenarios
from properties.laws import MUST
from properties.rules.registry import rules
from properties.scenarios.model import Precision
from properties.subjects.trajectory import Trajectory
from properties.tests.implementations import LEAST, PRECISIONS, each_precision, enclosed, scenarios
from properties.tests.reorderings import (
    UPDATE_VARIANTS,
    Reordering,
    all_reorderings,
    few_reorderings,
)
from properties.tests.reorderings.habits import Cast, Flat, Fused, Incremental, PlainStyle, Wide

# One rule in one precision after the other: its enclosures are computed once.
CASES = [
    (one, dtype)
    for rule in UPDATE_VARIANTS
    for dtype in PRECISIONS
    for one in few_reorderings(rule)
]

each_rule = pytest.mark.parametrize("rule", UPDATE_VARIANTS)


@pytest.mark.sampled("one.rule", "dtype")
@pytest.mark.parametrize(
    ("one", "dtype"), CASES, ids=[f"{one.rule}-{one.name}-{dtype}" for one, dtype in CASES]
)
def test_correct_orders_of_operations_keep_the_laws(one: Reordering, dtype: Precision) -> None:
    found = []
    for scenario, enclosure in enclosed(one.rule, dtype):
        run = one.run(scenario)
        assert isinstance(run, Trajectory), run
        found.append(compare_with_enclosure(scenario, run, enclosure))
    evidence = combine_evidence(found)
    assert len(found) >= LEAST
    assert evidence.ratio <= THRESHOLD, evidence.message
    assert evidence.decided > 10 * LEAST
    assert evidence.decided > evidence.undecided


@pytest.mark.campaign
@each_rule
def test_every_correct_order_of_operations_agrees_on_the_corpus(rule: str) -> None:
    orders = all_reorderings(rule)
    chosen = supported_scenarios(rules()[rule], orders[0].capabilities)
    assert len(chosen) >= 5
    for scenario in chosen:
        enclosure = enclose(rules()[rule], scenario)
        for one in orders:
            run = one.run(scenario)
            assert isinstance(run, Trajectory), run
            evidence = compare_with_enclosure(scenario, run, enclosure)
            assert evidence.ratio <= THRESHOLD, f"{one.name}: {evidence.message}"


@pytest.mark.sampled("rule", "dtype")
@each_precision
@each_rule
def test_long_runs_and_large_arrays_agree(rule: str, dtype: Precision) -> None:
    # The enclosure of thousands of steps takes seconds: the cheapest of either kind.
    for family in ("long", "large"):
        scenario = min(scenarios(rule, dtype, family), key=lambda s: s.steps * s.size)
        enclosure = enclose(rules()[rule], scenario)
        for one in of_each_order(rule):
            run = one.run(scenario)
            assert isinstance(run, Trajectory), run
            evidence = compare_with_enclosure(scenario, run, enclosure)
            assert evidence.ratio <= THRESHOLD, f"{one.name}: {evidence.message}"


def of_each_order(rule: str) -> list[Reordering]:
    """Each order of the rule in the habit of another library."""
    habits = (Cast, Incremental, Wide, Fused, PlainStyle)
    return [
        Reordering(rule, move, habit)
        for move, habit in zip(UPDATE_VARIANTS[rule], habits, strict=False)
    ]


@pytest.mark.sampled("rule", "dtype")
@each_precision
@each_rule
def test_the_reorderings_round_differently(rule: str, dtype: Precision) -> None:
    chosen = [s for s in scenarios(rule, dtype) if s.steps > 2][:20]
    results = set()
    for one in few_reorderings(rule):
        runs = [one.run(s) for s in chosen]
        frames = [run.frames[-1] for run in runs if isinstance(run, Trajectory)]
        assert len(frames) == len(chosen)
        results.add(b"".join(p.tobytes() for frame in frames for p in frame))
    assert len(results) >= 3


def test_every_rule_has_at_least_four_reorderings() -> None:
    assert UPDATE_VARIANTS.keys() == rules().keys()
    for rule in UPDATE_VARIANTS:
        assert len(UPDATE_VARIANTS[rule]) >= 3
        assert len({one.name for one in all_reorderings(rule)}) >= len(few_reorderings(rule)) >= 12


EXAMINED = [
    Reordering("sgd", UPDATE_VARIANTS["sgd"][1]),
    Reordering("adam", UPDATE_VARIANTS["adam"][1], Flat),
    Reordering("nadam", UPDATE_VARIANTS["nadam"][2], Wide),
    Reordering("lion", UPDATE_VARIANTS["lion"][1], Incremental),
    Reordering("adafactor", UPDATE_VARIANTS["adafactor"][2], Fused),
    Reordering("muon", UPDATE_VARIANTS["muon"][1], Cast),
]


@pytest.mark.campaign
@pytest.mark.parametrize("one", EXAMINED, ids=[f"{one.rule}-{one.name}" for one in EXAMINED])
def test_an_examination_has_no_findings(one: Reordering) -> None:
    seen = Examiner(rules()[one.rule], one, examples=12).run()
    decisive = [f for f in seen.findings if f.law.requirement == MUST]
    assert not decisive, [(f.law.id, f.evidence.message) for f in decisive]
    assert seen.tallies["agreement"].decided > 100
