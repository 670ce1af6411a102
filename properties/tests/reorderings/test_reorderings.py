"""Correct optimizers in many orders of operations keep every law."""

from __future__ import annotations

import pytest

from properties.comparison.evidence import THRESHOLD, total
from properties.comparison.trajectories import within
from properties.enclosures.evaluate import enclose
from properties.engine.examiner import Examiner
from properties.generation.corpus import fitting
from properties.laws import MUST
from properties.rules.registry import rules
from properties.scenarios.model import Precision
from properties.subjects.trajectory import Trajectory
from properties.tests.implementations import LEAST, PRECISIONS, each_precision, enclosed, scenarios
from properties.tests.reorderings import MOVES, Formulation, every, some
from properties.tests.reorderings.habits import Cast, Flat, Fused, Incremental, Plain, Wide

# One rule in one precision after the other: its enclosures are computed once.
CASES = [(one, dtype) for rule in MOVES for dtype in PRECISIONS for one in some(rule)]

each_rule = pytest.mark.parametrize("rule", MOVES)


@pytest.mark.sampled("one.rule", "dtype")
@pytest.mark.parametrize(
    ("one", "dtype"), CASES, ids=[f"{one.rule}-{one.name}-{dtype}" for one, dtype in CASES]
)
def test_correct_orders_of_operations_keep_the_laws(one: Formulation, dtype: Precision) -> None:
    found = []
    for scenario, enclosure in enclosed(one.rule, dtype):
        run = one.run(scenario)
        assert isinstance(run, Trajectory), run
        found.append(within(scenario, run, enclosure))
    evidence = total(found)
    assert len(found) >= LEAST
    assert evidence.ratio <= THRESHOLD, evidence.message
    assert evidence.decided > 10 * LEAST
    assert evidence.decided > evidence.undecided


@pytest.mark.campaign
@each_rule
def test_every_correct_order_of_operations_agrees_on_the_corpus(rule: str) -> None:
    orders = every(rule)
    chosen = fitting(rules()[rule], orders[0].abilities)
    assert len(chosen) >= 5
    for scenario in chosen:
        enclosure = enclose(rules()[rule], scenario)
        for one in orders:
            run = one.run(scenario)
            assert isinstance(run, Trajectory), run
            evidence = within(scenario, run, enclosure)
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
            evidence = within(scenario, run, enclosure)
            assert evidence.ratio <= THRESHOLD, f"{one.name}: {evidence.message}"


def of_each_order(rule: str) -> list[Formulation]:
    """Each order of the rule in the habit of another library."""
    habits = (Cast, Incremental, Wide, Fused, Plain)
    return [
        Formulation(rule, move, habit) for move, habit in zip(MOVES[rule], habits, strict=False)
    ]


@pytest.mark.sampled("rule", "dtype")
@each_precision
@each_rule
def test_the_formulations_do_round_differently(rule: str, dtype: Precision) -> None:
    chosen = [s for s in scenarios(rule, dtype) if s.steps > 2][:20]
    results = set()
    for one in some(rule):
        runs = [one.run(s) for s in chosen]
        frames = [run.frames[-1] for run in runs if isinstance(run, Trajectory)]
        assert len(frames) == len(chosen)
        results.add(b"".join(p.tobytes() for frame in frames for p in frame))
    assert len(results) >= 3


def test_every_rule_has_four_formulations_and_more() -> None:
    assert MOVES.keys() == rules().keys()
    for rule in MOVES:
        assert len(MOVES[rule]) >= 3
        assert len({one.name for one in every(rule)}) >= len(some(rule)) >= 12


EXAMINED = [
    Formulation("sgd", MOVES["sgd"][1]),
    Formulation("adam", MOVES["adam"][1], Flat),
    Formulation("nadam", MOVES["nadam"][2], Wide),
    Formulation("lion", MOVES["lion"][1], Incremental),
    Formulation("adafactor", MOVES["adafactor"][2], Fused),
    Formulation("muon", MOVES["muon"][1], Cast),
]


@pytest.mark.campaign
@pytest.mark.parametrize("one", EXAMINED, ids=[f"{one.rule}-{one.name}" for one in EXAMINED])
def test_the_whole_examination_finds_nothing(one: Formulation) -> None:
    seen = Examiner(rules()[one.rule], one, examples=12).run()
    decisive = [f for f in seen.findings if f.law.requirement == MUST]
    assert not decisive, [(f.law.id, f.evidence.message) for f in decisive]
    assert seen.tallies["agreement"].decided > 100
