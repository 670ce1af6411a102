"""Selecting a corpus: what is written can be read, and discriminates what the pool can."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from properties.rules.profiles.lion import NEAREST, near_ties
from properties.rules.registry import rules
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Trajectory
from properties.tools import select_corpus

RULE = rules()["lion"]


@pytest.fixture
def selected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Scenario]:
    """The corpus of Lion that is selected from a small pool."""
    for name, value in {"POOL": 12, "FURTHER": 1, "EDGING": 1, "FOLDER": tmp_path}.items():
        monkeypatch.setattr(select_corpus, name, value)
    select_corpus.main([RULE.name])
    [written] = tmp_path.iterdir()
    assert written.name == "lion.json"
    return msgspec.json.decode(written.read_bytes(), type=list[Scenario])


def test_a_small_corpus_discriminates_every_pair_that_its_pool_can(
    selected: list[Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(select_corpus, "POOL", 12)
    known = select_corpus.variants(RULE.name)
    pairs = [
        {p for s in scenarios for p in select_corpus.distinguished_pairs(s, RULE, known)}
        for scenarios in (selected, select_corpus.draw_pool(RULE))
    ]
    assert pairs[0] >= pairs[1] != set()
    assert frozenset(("", "lion-swapped-betas")) in pairs[0]


def test_no_scenario_is_selected_twice_nor_without_need(selected: list[Scenario]) -> None:
    texts = [msgspec.json.encode(scenario) for scenario in selected]
    assert len(texts) == len(set(texts)) > 1
    known = select_corpus.variants(RULE.name)
    apart = [(s, select_corpus.distinguished_pairs(s, RULE, known)) for s in selected]
    assert select_corpus.select_discriminating([*apart, *apart]) != [*selected, *selected]


def test_scenarios_near_a_tie_are_on_both_sides_of_it_in_each_precision() -> None:
    scenarios = near_ties()
    assert {s.dtype for s in scenarios} == NEAREST.keys()
    for scenario in scenarios:
        run = CoreSubject("lion").run(scenario)
        assert isinstance(run, Trajectory)
        moves = {float(x) for x in run.frames[-1][0] - run.frames[0][0]}
        assert moves == {-1.0, 1.0}
